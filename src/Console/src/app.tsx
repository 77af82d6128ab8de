import type { JSX } from 'preact';
import { AdminPage } from './admin/adminPage';
import { AlertsPage } from './alerts/alertsPage';
import { DevicePage } from './devices/devicePage';
import { FleetPage } from './devices/fleetPage';
import { NotificationsPage } from './notifications/notificationsPage';
import { Notice } from './parts/states';
import { SignIn } from './session/signIn';
import { Frame } from './shell/frame';
import { route } from './shell/router';

/** Everything: the frame that is always there, and the page of the address. */
export function App(): JSX.Element {
  return (
    <>
      <Frame>
        <Page />
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
