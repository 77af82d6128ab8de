import type { JSX } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { AlertsPage } from './alerts/alertsPage';
import { FleetPage } from './devices/fleetPage';
import { NotificationsPage } from './notifications/notificationsPage';
import { Loading, Notice } from './parts/states';
import { SignIn } from './session/signIn';
import { Frame } from './shell/frame';
import { route } from './shell/router';

// What the first page does not need comes when it is asked for; charts are a third of everything.
const DevicePage = lazy(() => import('./devices/devicePage').then((module) => module.DevicePage));
const AdminPage = lazy(() => import('./admin/adminPage').then((module) => module.AdminPage));

/** Everything: the frame that is always there, and the page of the address. */
export function App(): JSX.Element {
  return (
    <>
      <Frame>
        <Suspense fallback={<Loading what="the page" />}>
          <Page />
        </Suspense>
      </Frame>
      <SignIn />
    </>
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
