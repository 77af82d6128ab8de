import type { Device, DeviceDisconnectedData, DeviceStatusData, DeviceTransition, Message, WebSocketClient } from '@androidzen/client';
import { effect, signal } from '@preact/signals';
import { client } from '../live/connection';
import { Changes } from '../live/frames';
import { onLoaded } from '../live/loaded';

/** All devices as they are now: the topic's state, and then each change of it. */
export const devices = new Map<string, Device>();
export const changes = new Changes();
/** Whether the state has come: before, an empty list only means that nobody knows. */
export const isKnown = signal(false);
export const rejection = signal<string | undefined>(undefined);

effect(() => follow(client.value));

function follow(of: WebSocketClient): () => void {
  devices.clear();
  isKnown.value = false;
  rejection.value = undefined;
  changes.mark();
  const apply = applier();
  const subscription = of.subscribe('device_status', { snapshot: true, onMessage: (_, message) => apply(message) });
  subscription.ready.catch((error: Error) => error.name === 'ProtocolError' && (rejection.value = error.message));
  const offLoaded = onLoaded(of, subscription, () => (isKnown.value = true));
  // A state without devices has no publication that would say so.
  const off = of.on('gap', ({ topic, snapshot }) => {
    if (topic === subscription.topic && snapshot === 0) {
      devices.clear();
      changes.mark();
    }
  });
  return () => {
    off();
    offLoaded();
    subscription.unsubscribe();
  };
}

/** Takes publications, one after the other, into what is known. */
function applier(): (message: Message) => void {
  // Whatever a state that comes again does not have any more has been removed while nobody could hear of it.
  let stale = new Set<string>();
  return (message) => {
    if (message.snapshot?.n === 1) {
      stale = new Set(devices.keys());
    }
    apply(message, stale);
    if (message.snapshot && message.snapshot.n === message.snapshot.of) {
      stale.forEach((id) => devices.delete(id));
    }
    changes.mark();
  };
}

function apply(message: Message, stale: Set<string>): void {
  switch (message.type) {
    case 'device_status':
      for (const device of (message.data as DeviceStatusData).devices) {
        devices.set(device.id, device);
        stale.delete(device.id);
      }
      break;
    case 'device_connected':
      transition(message.data as DeviceTransition);
      break;
    case 'device_disconnected': {
      const gone = message.data as DeviceDisconnectedData;
      if (gone.status === 'removed') {
        devices.delete(gone.device_id);
      } else {
        transition(gone);
      }
      break;
    }
  }
}

const unknownReadings = { battery_level: null, cpu_usage: null, memory_usage: null, storage_usage: null, last_seen: null };

function transition({ device_id: id, name, status }: DeviceTransition | DeviceDisconnectedData): void {
  devices.set(id, { ...(devices.get(id) ?? unknownReadings), id, name, status });
}
