import type { LiveMetricsData, Device } from '@androidzen/client';
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { allAlerts, isKnown as alertsAreKnown, rejection as alertsRejection } from '../alerts/alerts';
import { AlertList } from '../alerts/alertList';
import { client } from '../live/connection';
import { Changes, now } from '../live/frames';
import { rest } from '../live/rest';
import { Icon } from '../parts/icons';
import { Meter } from '../parts/meter';
import { Loading, Notice } from '../parts/states';
import { ago, clock, dateAndTime, words } from '../parts/text';
import { isAdmin, mayPublish } from '../session/session';
import { NotPermitted, Waiting } from '../shell/waiting';
import { toast } from '../shell/toasts';
import { ActionsPanel } from './actionsPanel';
import { changes as fleetChanges, devices } from './fleet';
import { batteryTone, healthOf, isOnline, usageTone } from './health';
import { chartSpan, MetricChart } from './metricChart';
import { Series } from './series';
import { TwinView } from './twin';

const monitoringInterval = 1;
/** How many samples are asked for: what the server keeps of a topic is less, or as much. */
const history = 2000;
const readings = ['id', 'name', 'status', 'battery_level', 'cpu_usage', 'memory_usage', 'storage_usage', 'last_seen'];

/** One device: how it is, how it was in the last minutes, and what can be done. */
export function DevicePage({ id }: { id: string }): JSX.Element {
  const twin = useMemo(() => new TwinView(), []);
  const series = useMemo(() => new Series(chartSpan), []);
  const changes = useMemo(() => new Changes(), []);
  const [hasHistory, setHasHistory] = useState(false);
  const [metricsRejection, setMetricsRejection] = useState<string>();
  useEffect(() => twin.follow(client.value, id), [client.value]);
  useEffect(() => {
    setHasHistory(false);
    setMetricsRejection(undefined);
    const subscription = client.value.subscribe(`metrics_${id}`, {
      history,
      onMessage: (data) => {
        series.add(data as LiveMetricsData);
        changes.mark();
      },
    });
    subscription.ready.then(
      () => setTimeout(() => setHasHistory(true)), // What is kept comes behind the answer.
      (error: Error) => error.name === 'ProtocolError' && setMetricsRejection(error.message),
    );
    return () => subscription.unsubscribe();
  }, [client.value]);

  // The fleet's list has each reading as it comes, the device's own topic what is said about it. It also knows the device already when one comes from there.
  const known = devices.get(id);
  const device = fleetChanges.version >= 0 && twin.device.value ? { ...twin.device.value, ...known } : known;
  if (twin.error.value) {
    return <NotPermitted what="this device" why={twin.error.value} />;
  }
  if (!device) {
    return twin.isKnown.value ? <Unknown id={id} /> : <Waiting what="the device" />;
  }
  const { version } = changes;
  const second = Math.floor(now.value / 1000); // Charts move on without samples, too.
  return (
    <div class="page device">
      <a class="back" href="#/">
        <Icon name="back" size={18} /> Fleet
      </a>
      <Heading device={device} twin={twin} />
      <Readings device={device} />
      <div class="charts">
        {series.names.map((name) => (
          <MetricChart key={name} series={series} name={name} version={version + second} />
        ))}
      </div>
      {series.names.length === 0 && (
        <div class="card">
          {metricsRejection !== undefined ? (
            <p class="empty">You may not see its metrics: {metricsRejection}</p>
          ) : hasHistory ? (
            <p class="empty">No metrics in the last minutes. They are drawn here as they come.</p>
          ) : (
            <Loading what="metrics" />
          )}
        </div>
      )}
      <div class="columns">
        <ActionsPanel id={id} twin={twin} />
        <section class="card" aria-label="Alerts of this device">
          <h2>Alerts</h2>
          <AlertsOf id={id} />
        </section>
        <section class="card" aria-label="What has happened">
          <h2>While you look</h2>
          {!twin.isKnown.value ? (
            <Loading what="what happens" />
          ) : twin.events.value.length === 0 ? (
            <p class="empty">Nothing has happened since you opened this page.</p>
          ) : (
            <ol class="events">
              {twin.events.value.map(({ timestamp, text, tone }, n) => (
                <li key={twin.events.value.length - n} class={tone}>
                  <time dateTime={timestamp}>{clock(timestamp)}</time> {text}
                </li>
              ))}
            </ol>
          )}
        </section>
        <Facts device={device} />
      </div>
    </div>
  );
}

function Heading({ device, twin }: { device: Device; twin: TwinView }): JSX.Element {
  const health = healthOf(device);
  return (
    <div class="heading">
      <h1>
        <span class={`dot ${health}`} aria-hidden="true" /> {device.name || device.id}
      </h1>
      <p class="lead">
        {words(device.status)}, heard of {ago(device.last_seen, now.value)}
        {device.name && device.name !== device.id ? `, id ${device.id}` : ''}
      </p>
      <div class="row">
        {mayPublish.value && <MonitoringButton id={device.id} twin={twin} />}
        {isAdmin.value && (
          <button type="button" class="danger" onClick={() => void remove(device)}>
            Remove
          </button>
        )}
      </div>
    </div>
  );
}

function AlertsOf({ id }: { id: string }): JSX.Element {
  if (alertsRejection.value) {
    return <p class="empty">You may not see alerts: {alertsRejection.value}</p>;
  }
  if (!alertsAreKnown.value) {
    return <Loading what="alerts" />;
  }
  return <AlertList alerts={allAlerts.value.filter(({ device_id }) => device_id === id)} empty="No alert about this device." />;
}

function MonitoringButton({ id, twin }: { id: string; twin: TwinView }): JSX.Element {
  const monitoring = twin.monitoring.value;
  const path = `/ws/${monitoring ? 'stop' : 'start'}-monitoring/${encodeURIComponent(id)}`;
  const change = async () => {
    try {
      // One's own request: the device goes on for others who watch.
      const { message } = await rest<{ message: string }>('POST', path, monitoring ? {} : { interval: monitoringInterval });
      toast(message);
    } catch (error) {
      toast((error as Error).message, 'bad');
    }
  };
  return (
    <button type="button" aria-pressed={monitoring !== null} onClick={() => void change()}>
      {monitoring ? `Stop monitoring (every ${monitoring.interval} s)` : 'Monitor every second'}
    </button>
  );
}

async function remove({ id, name }: Device): Promise<void> {
  if (confirm(`Remove ${name || id} and all that is known of it? It comes back when it reports again.`)) {
    try {
      await rest('DELETE', `/devices/${encodeURIComponent(id)}`);
      location.hash = '#/';
    } catch (error) {
      toast((error as Error).message, 'bad');
    }
  }
}

function Readings({ device }: { device: Device }): JSX.Element {
  const isUp = isOnline(device);
  const tile = (label: string, value: number | null, tone: ReturnType<typeof usageTone>) => (
    <div class="card reading">
      <span>{label}</span>
      <Meter value={value} tone={isUp ? tone : 'offline'} label={label} />
    </div>
  );
  return (
    <section class="readings" aria-label="Last readings">
      {tile('Battery', device.battery_level, batteryTone(device.battery_level))}
      {tile('CPU', device.cpu_usage, usageTone(device.cpu_usage))}
      {tile('Memory', device.memory_usage, usageTone(device.memory_usage))}
      {tile('Storage', device.storage_usage, usageTone(device.storage_usage))}
    </section>
  );
}

/** What the device says of itself beside its readings. */
function Facts({ device }: { device: Device }): JSX.Element {
  const facts = Object.entries(device).filter(([name, value]) => !readings.includes(name) && value !== null);
  return (
    <section class="card" aria-label="Facts">
      <h2>Facts</h2>
      <dl>
        <dt>Id</dt>
        <dd>{device.id}</dd>
        <dt>Last seen</dt>
        <dd>{device.last_seen ? dateAndTime(device.last_seen) : 'never'}</dd>
        {facts.map(([name, value]) => (
          <>
            <dt>{words(name)}</dt>
            <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

function Unknown({ id }: { id: string }): JSX.Element {
  return (
    <Notice icon="phone" title={`Nothing is known of ${id}`}>
      <p>It has never reported, or has been removed. As soon as it reports, this page shows it.</p>
      <a href="#/">Go to the fleet</a>
    </Notice>
  );
}
