// A form whose server does not answer would be gone with everything that was typed: so it is asked first whether somebody is there.
const PATIENCE_MS = 4_000;
const asked = new WeakSet();
const certain = new WeakSet();

const there = () => fetch('/healthz/live', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) }).then(({ ok }) => ok, () => false);

function say(form) {
  const words = document.createElement('p');
  words.className = 'app-not-sent';
  words.setAttribute('role', 'alert');
  words.textContent = 'Nobody answers at the moment, so this was not sent. What you typed is still here: try again in a moment.';
  form.append(words);
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== 'post' || event.defaultPrevented) return;
  if (certain.delete(form)) return;
  event.preventDefault();
  // Pressed twice it is still one question.
  if (asked.has(form)) return;
  asked.add(form);
  const { submitter } = event;
  void there().then((answers) => {
    asked.delete(form);
    form.querySelector('.app-not-sent')?.remove();
    if (!answers) { say(form); return; }
    certain.add(form);
    form.requestSubmit(submitter);
  });
});
