// Left and right follow the page's own links to the one before and the next. Without script the links do.
const LINKS = { ArrowLeft: 'a[rel="prev"]', PageUp: 'a[rel="prev"]', ArrowRight: 'a[rel="next"]', PageDown: 'a[rel="next"]' };

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest(".table-wrap:focus")) return;
  const link = LINKS[event.key] && document.querySelector(LINKS[event.key]);
  if (!link) return;
  event.preventDefault();
  link.click();
});
