/** Dark or light: as the system says, until somebody says otherwise; their word is kept here. */
import {redrawAll} from './timechart.js';

const KEY = 'tokenpace.theme';
const button = document.getElementById('theme');
const systemDark = matchMedia('(prefers-color-scheme: dark)');

/** Applies the theme and listens for changes of it. */
export function showTheme() {
  apply(kept());
  systemDark.addEventListener('change', () => apply(kept()));
  button.addEventListener('click', () => {
    const next = isDark(kept()) ? 'light' : 'dark';
    keep(next);
    apply(next);
  });
}

function isDark(theme) {
  return theme === null ? systemDark.matches : theme === 'dark';
}

function apply(theme) {
  const dark = isDark(theme);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  button.textContent = dark ? 'Light' : 'Dark';
  redrawAll();
}

/** Storage may be forbidden; then the choice holds for this page. */
function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return document.documentElement.dataset.theme ?? null;
  }
}

function keep(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    document.documentElement.dataset.theme = theme;
  }
}
