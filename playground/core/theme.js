// Sets the chosen theme before the first paint. A classic script: modules run after it.
try {
  const theme = localStorage.getItem("concierge:theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused: the system's theme holds.
}
