// Something long is under way: the page asks again by itself, as its button would.
const form = document.querySelector('form[data-going-on]');
if (form) setTimeout(() => { form.requestSubmit(); }, 1000);
