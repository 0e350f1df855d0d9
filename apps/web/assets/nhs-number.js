// Says as it is typed whether an NHS number can be one: ten digits whose last checks the others (modulus 11). The server checks it again.
const field = document.querySelector('input[name="/patient/nhsNumber"]');
if (field) {
  const said = document.createElement('p');
  said.className = 'app-as-typed';
  said.setAttribute('aria-live', 'polite');
  field.after(said);
  const check = () => {
    const digits = field.value.replace(/[\s\u2010\u2011-]/g, '');
    let sum = 0;
    for (let place = 0; place < 9; place += 1) sum += Number(digits[place]) * (10 - place);
    const right = /^\d{10}$/.test(digits) && !/^(\d)\1{9}$/.test(digits) && (11 - (sum % 11)) % 11 === Number(digits[9]);
    said.textContent = digits === '' || (/^\d+$/.test(digits) && digits.length < 10) ? '' : right ? 'This can be an NHS number.' : /^\d{10}$/.test(digits) ? 'This is not an NHS number: its check digit does not fit.' : 'An NHS number has ten digits.';
    said.dataset.right = String(right);
  };
  field.addEventListener('input', check);
  check();
}
