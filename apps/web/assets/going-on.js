// Something long is under way: the page asks again by itself, as its button would, until another page comes. A server that is away for a moment is waited for.
const form = document.querySelector('form[data-going-on]');
if (form) setInterval(() => { form.requestSubmit(); }, 1000);
