import type { Device, DeviceAction, DeviceAlert, DeviceDisconnectedData, DeviceStatusData, Message, Monitoring, SystemMessageData, Twin, WebSocketClient } from '@androidzen/client';
import { signal, type Signal } from '@preact/signals';
import { onLoaded } from '../live/loaded';

/** Something that was said about a device while one looked. */
export interface DeviceEvent {
  timestamp: string;
  text: string;
  tone: 'plain' | 'good' | 'bad';
}

const mostEvents = 100;
const mostActions = 200;

/** One device, whole, as it is now. */
export class TwinView {
  readonly device: Signal<Device | undefined> = signal(undefined);
  readonly actions: Signal<readonly DeviceAction[]> = signal([]);
  readonly monitoring: Signal<Monitoring | null> = signal(null);
  readonly events: Signal<readonly DeviceEvent[]> = signal([]);
  /** Whether what the server knows of it has come: a device that is not there then is not known. */
  readonly isKnown = signal(false);
  readonly error: Signal<string | undefined> = signal(undefined);

  /** @returns What ends it. */
  follow(client: WebSocketClient, id: string): () => void {
    this.#forget();
    const subscription = client.subscribe(`device_${id}`, { snapshot: true, onMessage: (_, message) => this.#receive(message) });
    subscription.ready.catch((error: Error) => error.name === 'ProtocolError' && (this.error.value = error.message));
    const offLoaded = onLoaded(client, subscription, () => (this.isKnown.value = true));
    const off = client.on('gap', ({ topic, snapshot }) => {
      if (topic === subscription.topic && snapshot === 0) {
        this.#forget();
        this.isKnown.value = true;
      }
    });
    return () => {
      off();
      offLoaded();
      subscription.unsubscribe();
    };
  }

  /** Nothing is known: it is somebody else who looks, or the device has been removed. */
  #forget(): void {
    this.device.value = undefined;
    this.actions.value = [];
    this.monitoring.value = null;
    this.events.value = [];
    this.isKnown.value = false;
    this.error.value = undefined;
  }

  /** Takes what a request was answered with: the topic says the same, before or after. */
  act(action: DeviceAction): void {
    const known = this.actions.value;
    const at = known.findIndex(({ action_id }) => action_id === action.action_id);
    this.actions.value = at < 0 ? [action, ...known].slice(0, mostActions) : known.map((other, n) => (n === at ? { ...other, ...action } : other));
  }

  #receive(message: Message): void {
    switch (message.type) {
      case 'device_status':
        this.#take((message.data as DeviceStatusData).devices[0] as Device | Twin);
        break;
      case 'device_action': {
        const action = message.data as DeviceAction;
        this.act(action);
        if (!message.snapshot) {
          this.#tell(message, `${action.action_type}: ${action.status.replace('_', ' ')}`, action.status === 'failed' ? 'bad' : action.status === 'completed' ? 'good' : 'plain');
        }
        break;
      }
      case 'device_connected':
        this.#status(message, 'connected');
        this.#tell(message, 'Connected', 'good');
        break;
      case 'device_disconnected':
        if ((message.data as DeviceDisconnectedData).status === 'removed') {
          this.#forget();
          this.isKnown.value = true;
          break;
        }
        this.#status(message, 'disconnected');
        this.#tell(message, 'Disconnected', 'bad');
        break;
      case 'analytics_update':
      case 'security_alert': {
        const alert = message.data as DeviceAlert;
        if (alert.alert_type) {
          this.#tell(message, `${alert.alert_type}: ${alert.message}`, alert.severity === 'low' || alert.severity === 'info' ? 'plain' : 'bad');
        }
        break;
      }
      case 'optimization_complete':
        this.#tell(message, 'Optimization complete', 'good');
        break;
      case 'system_message': {
        const { monitoring_type, interval } = message.data as SystemMessageData;
        this.monitoring.value = interval === null ? null : { monitoring_type: monitoring_type ?? 'all', interval };
        this.#tell(message, interval === null ? 'Monitoring has ended' : `Monitored every ${interval} s`, 'plain');
        break;
      }
    }
  }

  #take(device: Device | Twin): void {
    if ('actions' in device) {
      const { actions, monitoring, metrics: _, ...rest } = device as Twin;
      this.actions.value = [...actions].reverse();
      this.monitoring.value = monitoring;
      this.device.value = rest as Device;
    } else {
      this.device.value = device;
    }
  }

  #status({ data }: Message, status: string): void {
    if (this.device.value) {
      this.device.value = { ...this.device.value, status: (data as { status?: string }).status ?? status };
    }
  }

  #tell({ timestamp }: Message, text: string, tone: DeviceEvent['tone']): void {
    this.events.value = [{ timestamp, text, tone }, ...this.events.value].slice(0, mostEvents);
  }
}
