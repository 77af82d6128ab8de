import { computed, signal } from '@preact/signals';

/** Where one is: in the fragment, because paths are the REST interface's. */
export type Route =
  | { page: 'fleet' }
  | { page: 'device'; id: string }
  | { page: 'alerts' }
  | { page: 'notifications' }
  | { page: 'admin' }
  | { page: 'nowhere' };

const fragment = signal(location.hash);
addEventListener('hashchange', () => (fragment.value = location.hash));

export const route = computed(() => routeOf(fragment.value));

export function routeOf(hash: string): Route {
  const [page = '', id] = hash.replace(/^#\/?/, '').split('/');
  switch (page) {
    case '':
      return { page: 'fleet' };
    case 'devices':
      return id ? deviceOf(id) : { page: 'fleet' };
    case 'alerts':
    case 'notifications':
    case 'admin':
      return { page };
    default:
      return { page: 'nowhere' };
  }
}

function deviceOf(id: string): Route {
  try {
    return { page: 'device', id: decodeURIComponent(id) };
  } catch {
    return { page: 'nowhere' }; // Somebody has written the address by hand.
  }
}

const titles = { fleet: 'Fleet', alerts: 'Alerts', notifications: 'Notifications', admin: 'Administration', nowhere: 'Not found' };

export const titleOf = (at: Route) => (at.page === 'device' ? at.id : titles[at.page]);

export const linkToDevice = (id: string) => `#/devices/${encodeURIComponent(id)}`;
