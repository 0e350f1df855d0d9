// Notifications of this browser: only when somebody asks for them, and only that they were called.
const part = document.querySelector('#notify');
const button = document.querySelector('#notify-button');
const said = document.querySelector('#notify-said');

if (part && button && said && 'Notification' in window) {
  part.hidden = false;
  const on = () => localStorage.getItem('handrail-notify') === 'yes' && Notification.permission === 'granted';
  const show = () => { button.textContent = on() ? 'Show no more notifications in this browser' : 'Show a notification in this browser when I am called'; };
  show();
  button.addEventListener('click', () => {
    if (on()) { localStorage.removeItem('handrail-notify'); said.textContent = 'It will show none.'; show(); return; }
    void Notification.requestPermission().then((answer) => {
      if (answer === 'granted') localStorage.setItem('handrail-notify', 'yes');
      said.textContent = answer === 'granted' ? 'It will, while My work is open in a window.' : 'Your browser does not allow it: change that in its settings for this site.';
      show();
    });
  });
}
