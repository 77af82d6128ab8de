import { effect, signal } from '@preact/signals';
import { load, store } from '../parts/storage';

type Theme = 'dark' | 'light';

const storageKey = 'androidzen.theme';
const system = matchMedia('(prefers-color-scheme: light)');
const chosen = () => load<Theme>(storageKey, system.matches ? 'light' : 'dark');

export const theme = signal<Theme>(chosen());
system.addEventListener('change', () => (theme.value = chosen()));
addEventListener('storage', () => (theme.value = chosen()));

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
});

export function toggleTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  store(storageKey, theme.value);
}
