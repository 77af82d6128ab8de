import { effect, signal } from '@preact/signals';

type Theme = 'dark' | 'light';

const storageKey = 'androidzen.theme';
const preferred = (): Theme => (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');

export const theme = signal<Theme>((localStorage.getItem(storageKey) as Theme | null) ?? preferred());

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
});

export function toggleTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  localStorage.setItem(storageKey, theme.value);
}
