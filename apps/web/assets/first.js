// Before anything is drawn: styles may tell a page with scripts from one without.
document.documentElement.classList.add('app-scripted');
