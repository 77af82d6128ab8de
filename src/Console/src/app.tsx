import type { JSX } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useErrorBoundary } from 'preact/hooks';
import { AlertsPage } from './alerts/alertsPage';
import { FleetPage } from './devices/fleetPage';
import { NotificationsPage } from './notifications/notificationsPage';
import { Loading, Notice } from './parts/states';
import { SignIn } from './session/signIn';
import { Frame } from './shell/frame';
import { route } from './shell/router';

// What the first page does not need comes behind it (charts are a third of everything), and not only when it is asked for: then the network may be away.
const load = { device: () => import('./devices/devicePage'), admin: () => import('./admin/adminPage') };
const DevicePage = lazy(() => load.device().then((module) => module.DevicePage));
const AdminPage = lazy(() => load.admin().then((module) => module.AdminPage));
addEventListener('load', () => setTimeout(() => Object.values(load).forEach((page) => void page().catch(() => {})), 1000));

/** Everything: the frame that is always there, and the page of the address. */
export function App(): JSX.Element {
  return (
    <>
      <Frame>
        <Suspense fallback={<Loading what="the page" />}>
          <Boundary key={JSON.stringify(route.value)} />
        </Suspense>
      </Frame>
      <SignIn />
    </>
  );
}

/** A page that fails does not take the others with it. */
function Boundary(): JSX.Element {
  const [error] = useErrorBoundary((failed) => console.error(failed));
  if (!error) {
    return <Page />;
  }
  return (
    <Notice icon="alert" title="This page could not be shown" tone="bad">
      <p>The server may have been updated, or the network was away when the page was to be loaded.</p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        Reload
      </button>
    </Notice>
  );
}

function Page(): JSX.Element {
  const at = route.value;
  switch (at.page) {
    case 'fleet':
      return <FleetPage />;
    case 'device':
      return <DevicePage key={at.id} id={at.id} />;
    case 'alerts':
      return <AlertsPage />;
    case 'notifications':
      return <NotificationsPage />;
    case 'admin':
      return <AdminPage />;
    default:
      return (
        <Notice icon="search" title="There is nothing at this address">
          <p>
            <a href="#/">Go to the fleet</a>
          </p>
        </Notice>
      );
  }
}
