// Generated from docs/asyncapi.yaml: npm run generate -w src/Client.Js
// Types only: what a message means is in docs/protocol.md.

/**
 * What the server sends: the `data` of each type. What an administrator broadcasts as one of them may be any object.
 */
export interface ServerMessages {
  /**
   * On `device_status`, all devices that changed; on `device_{id}`, that device, and with the key `twin`, in a snapshot, all that is known of it.
   */
  device_status: DeviceStatusData;
  /**
   * The first message of a connection; as a publication, on `device_{id}` and `device_status`, a device that is known now, or has come back.
   */
  device_connected: DeviceConnectedData;
  /**
   * On `device_{id}` and `device_status`; it said so, its agent has gone, nothing was heard of it for too long, or somebody has removed it.
   */
  device_disconnected: DeviceDisconnectedData;
  /**
   * On `analytics`, metrics; on `device_{id}`, an alert of any type but `security`.
   */
  analytics_update: AnalyticsUpdateData;
  /**
   * On `security`, an alert that is kept, whole, whenever it is raised, escalated or acknowledged; on `device_{id}`, an alert of type `security`, which is a message and not kept.
   */
  security_alert: SecurityAlertData;
  /**
   * On `device_{id}`.
   */
  optimization_complete: OptimizationCompleteData;
  /**
   * The platform itself sends none; what is broadcast as this type.
   */
  storage_alert: StorageAlertData;
  /**
   * The platform itself sends none; what is broadcast as this type.
   */
  network_status: NetworkStatusData;
  /**
   * Answers what could not be done; or says, before the close frame, why the connection is refused.
   */
  error: ErrorData;
  /**
   * By itself (`source`), or as an answer (`status`), which is not to be answered.
   */
  heartbeat: HeartbeatData;
  /**
   * The answer to a `subscription`; without `id` also when a topic has begun anew, or a new token does not permit it.
   */
  subscription: SubscriptionAnswer;
  /**
   * The answer to an `unsubscription`; no publication of the topic follows.
   */
  unsubscription: UnsubscriptionAnswer;
  /**
   * On `metrics_{id}`; the key is the device.
   */
  live_metrics: LiveMetricsData;
  /**
   * On `$user:{id}`, to a user, who has it until it is read; or on `notifications`, to everybody there.
   */
  notification: NotificationData;
  /**
   * On `device_{id}`; on `$device:{id}`, to the device's agent, with the status `queued` an action that is to be done, with `failed` one that has timed out.
   */
  device_action: DeviceActionData;
  /**
   * On `device_{id}`, to those who watch; on `$device:{id}`, to the device's agent, how often it is to sample.
   */
  system_message: SystemMessageData;
  /**
   * On `performance`; with the key `fleet` the platform's own figures of all devices, with the key `performance` what a back end has sent.
   */
  performance_data: PerformanceData;
  /**
   * The answer to what a client publishes or acknowledges; as a publication on `$user:{id}`, what the user has read.
   */
  ack: AckData;
  /**
   * On `presence:{topic}`, where that topic's rule says so; the key is the `client_id`. The snapshot is a `join` for everybody who is there.
   */
  presence: Presence;
  /**
   * The host shuts down; the client goes `after_ms` milliseconds after this came, and not earlier.
   */
  reconnect: Reconnect;
}

/**
 * What clients may send: the `data` of each type.
 */
export interface ClientMessages {
  /**
   * Subscribe to a topic.
   */
  subscription: SubscriptionRequest;
  /**
   * Leave a topic.
   */
  unsubscription: UnsubscriptionRequest;
  /**
   * Sent now and then, or for each heartbeat with `source`, never for one with `status`, which is an answer.
   */
  heartbeat: HeartbeatRequest;
  /**
   * The user has seen notifications; for connections of a user.
   */
  ack: AckRequest;
  /**
   * A new token of the same user, before that of the connection expires (4003). Topics that it does not permit are left; each is told before the answer.
   */
  auth: AuthRequest;
  /**
   * As `POST /devices/{device_id}/status`.
   */
  device_status: DeviceStatusReport;
  /**
   * As `POST /ws/live-metrics`.
   */
  live_metrics: MetricsReport;
  /**
   * As `POST /ws/analytics-update`.
   */
  analytics_update: MetricsReport;
  /**
   * As `POST /ws/device-action/{device_id}`.
   */
  device_action: DeviceActionReport;
  /**
   * As `POST /ws/optimization-complete`.
   */
  optimization_complete: OptimizationReport;
  /**
   * As `POST /ws/security-alert`.
   */
  security_alert: SecurityAlertReport;
  /**
   * As `POST /ws/notification`.
   */
  notification: NotificationRequest;
  /**
   * As `POST /ws/performance-data`.
   */
  performance_data: PerformanceReport;
}

/**
 * What a client is answered that has sent a message of a type, where that is no `error`: the `data`.
 */
export interface Answers {
  subscription: SubscriptionAnswer;
  unsubscription: UnsubscriptionAnswer;
  heartbeat: HeartbeatAnswer;
  ack: NotificationsRead;
  auth: AuthAnswer;
  device_status: DeviceStatusAnswer;
  live_metrics: MetricsAnswer;
  analytics_update: MetricsAnswer;
  device_action: DeviceActionAnswer;
  optimization_complete: OptimizationAnswer;
  security_alert: AlertAnswer;
  notification: NotificationAnswer;
  performance_data: PerformanceAnswer;
}

export type ServerMessageType = keyof ServerMessages;

export type ClientMessageType = keyof ClientMessages;

/**
 * A message of a topic.
 */
export interface PublicationEnvelope {
  /**
   * One of the message types.
   */
  type: string;
  /**
   * When the server made the message.
   */
  timestamp: Timestamp;
  /**
   * By type.
   */
  data: {
    [k: string]: unknown;
  };
  /**
   * The version of the protocol.
   */
  v: 1;
  /**
   * The topic; those that begin with `$` are the platform's own.
   */
  topic: string;
  epoch: Epoch;
  /**
   * Its number in that life of the topic: 1, 2, 3, … without holes. A publication of a snapshot that tells a state has the offset of the acknowledgement: 0 where nothing has been published.
   */
  offset: number;
  /**
   * What the publication is the latest of, where it is the latest of something.
   */
  key?: string;
  /**
   * How many publications of the topic directly before this one were left out for this client.
   */
  skipped?: number;
}

/**
 * A message of the server to this connection alone.
 */
export interface AnswerEnvelope {
  /**
   * One of the message types.
   */
  type: string;
  /**
   * When the server made the message.
   */
  timestamp: Timestamp;
  /**
   * By type.
   */
  data: {
    [k: string]: unknown;
  };
  /**
   * The `id` of the client's message that this one answers.
   */
  id?: MessageId;
}

/**
 * A message of a client.
 */
export interface RequestEnvelope {
  /**
   * One of the types that clients may send.
   */
  type: string;
  /**
   * By type.
   */
  data?: unknown;
  /**
   * Echoed in the answer.
   */
  id?: MessageId;
}

/**
 * ISO 8601, UTC: ends with `Z`.
 */
export type Timestamp = string;

/**
 * What a client calls its message, up to 128 bytes of JSON.
 */
export type MessageId = string | number;

/**
 * The 17 types of the wire contract, which can be broadcast. Beside these the server says `ack`, `presence` and `reconnect`, and clients alone `auth`.
 */
export type MessageType =
  | 'device_status'
  | 'device_connected'
  | 'device_disconnected'
  | 'analytics_update'
  | 'security_alert'
  | 'optimization_complete'
  | 'storage_alert'
  | 'network_status'
  | 'error'
  | 'heartbeat'
  | 'subscription'
  | 'unsubscription'
  | 'live_metrics'
  | 'notification'
  | 'device_action'
  | 'system_message'
  | 'performance_data';

/**
 * A closed list (protocol.md, "Error codes").
 */
export type ErrorCode =
  | 'invalid_json'
  | 'invalid_message'
  | 'unknown_type'
  | 'unsupported_type'
  | 'invalid_topic'
  | 'not_permitted'
  | 'too_many_subscriptions'
  | 'conflict'
  | 'unavailable'
  | 'invalid_token'
  | 'invalid_client_id'
  | 'too_many_connections';

/**
 * Which life of the topic. A new one means that offsets begin again at 1.
 */
export type Epoch = string;

/**
 * A place in the life of a topic. The offset alone means nothing.
 */
export interface Position {
  epoch: Epoch;
  /**
   * Of the last publication; 0 before the first.
   */
  offset: number;
}

/**
 * What a client has, by topic.
 */
export interface Positions {
  [k: string]: Position;
}

/**
 * A topic that can be subscribed to by name. `Topics:MaxNameLength` may allow fewer characters.
 */
export type TopicName = string;

/**
 * A device. Not `status`.
 */
export type DeviceId = string;

/**
 * A connection, by the name that the client gave it, or a UUID; of any script, without control characters, `/` and `%`, with no space at either end.
 */
export type ClientId = string;

/**
 * A user; of any script, without control characters, `/` and `%`, with no space at either end.
 */
export type UserId = string;

/**
 * Names what is published, so that it can be repeated without being published twice; 1 to 128 printable ASCII characters. Unlike the `id` of the envelope, which names the message.
 */
export type RequestKey = string | number;

/**
 * In percent.
 */
export type Percent = number;

/**
 * In the order in which an action passes them; steps may be left out, but not taken back.
 */
export type DeviceActionStatus = 'queued' | 'in_progress' | 'completed' | 'failed';

/**
 * The first message of a connection. From it on, the connection is counted, and gets broadcasts and what is sent to its user.
 */
export interface Greeting {
  client_id: ClientId;
  /**
   * `null` without a token.
   */
  user_id: string | null;
  /**
   * `null` without a token.
   */
  username: string | null;
  /**
   * For people.
   */
  message: string;
  /**
   * The version of the protocol.
   */
  protocol: 1;
  /**
   * The web host.
   */
  gateway: string;
  /**
   * How often the server sends a heartbeat. A client that hears nothing for two intervals reconnects.
   */
  heartbeat_interval_ms: number;
  /**
   * How many seconds there are until the token expires; not there without one.
   */
  token_expires_in_s?: number;
  /**
   * The topics that the connection is on without having asked, by name. What comes after these positions follows.
   */
  topics: {
    [k: string]: TopicStart;
  };
}

/**
 * Where a topic begins for the connection.
 */
export interface TopicStart {
  epoch: Epoch;
  /**
   * The publications after this follow.
   */
  offset: number;
  /**
   * Whether these are all that came after what the client had; not there if it did not say.
   */
  recovered?: boolean;
  /**
   * How many had come after what the client had, and follow if they are recovered, or never come; not there if that is not known.
   */
  missed?: number;
  /**
   * How many publications of the snapshot follow first.
   */
  snapshot?: number;
}

/**
 * Discriminated by `status`.
 */
export type SubscriptionAnswer = Subscribed | SubscriptionRejected;

/**
 * The client is on the topic, and misses nothing after this position.
 */
export interface Subscribed {
  topic: string;
  status: 'subscribed';
  epoch: Epoch;
  /**
   * The publications after this follow.
   */
  offset: number;
  /**
   * Whether these are all that came after what the client had; not there if it did not say.
   */
  recovered?: boolean;
  /**
   * How many had come after what the client had, and follow if they are recovered, or never come; not there if that is not known.
   */
  missed?: number;
  /**
   * How many publications of the snapshot follow first.
   */
  snapshot?: number;
  /**
   * How many publications follow that were there before; there if the client has asked for them.
   */
  history?: number;
}

/**
 * The client is not on the topic.
 */
export interface SubscriptionRejected {
  /**
   * As it was asked for, well formed or not.
   */
  topic: string;
  status: 'rejected';
  code: ErrorCode;
  /**
   * For people; names the field and the rule.
   */
  message: string;
}

/**
 * The client is not on the topic any more, or never was.
 */
export interface UnsubscriptionAnswer {
  /**
   * As it was named, well formed or not.
   */
  topic: string;
  status: 'unsubscribed';
}

/**
 * What the server sends by itself has `source`; an answer has `status`.
 */
export type HeartbeatData = ServerHeartbeat | HeartbeatAnswer;

/**
 * The server's own.
 */
export interface ServerHeartbeat {
  source: 'server';
}

/**
 * The answer to a client's. It is not to be answered.
 */
export interface HeartbeatAnswer {
  status: 'alive';
}

/**
 * What is wrong.
 */
export interface ErrorData {
  /**
   * For people; names the field and the rule. It may change.
   */
  message: string;
  code: ErrorCode;
}

/**
 * Go to another host.
 */
export interface Reconnect {
  /**
   * When to go, in milliseconds from when this came; not earlier. Each client has a time of its own.
   */
  after_ms: number;
  /**
   * For people.
   */
  reason: string;
}

/**
 * What came of a client's message, by the type of that message; as a publication, what the user has read.
 */
export type AckData =
  | NotificationsRead
  | AuthAnswer
  | DeviceStatusAnswer
  | MetricsAnswer
  | DeviceActionAnswer
  | OptimizationAnswer
  | AlertAnswer
  | NotificationAnswer
  | PerformanceAnswer;

/**
 * Notifications that the user has read.
 */
export interface NotificationsRead {
  /**
   * Of those that were named, the ones that the user has.
   */
  notification_ids: string[];
  /**
   * How many are unread still.
   */
  unread: number;
  /**
   * When; in the publication, which all connections of the user get, and not in the answer.
   */
  timestamp?: Timestamp;
}

/**
 * The connection goes on with the new token.
 */
export interface AuthAnswer {
  user_id: UserId;
  username: string;
  /**
   * How many seconds there are until it expires; not there where that is beyond the calendar.
   */
  token_expires_in_s?: number;
}

export interface DeviceStatusAnswer {
  /**
   * For people.
   */
  message: string;
  device_id: DeviceId;
  /**
   * What the device's status is now.
   */
  status: string;
}

export interface MetricsAnswer {
  /**
   * For people.
   */
  message: string;
  device_id: DeviceId;
  /**
   * How many metrics the sample had.
   */
  metrics_count: number;
}

export interface DeviceActionAnswer {
  /**
   * For people.
   */
  message: string;
  device_id: DeviceId;
  action_id: string;
  status: DeviceActionStatus;
}

export interface OptimizationAnswer {
  /**
   * For people.
   */
  message: string;
  device_id: DeviceId;
  /**
   * Whatever `results.improvements` was; 0 where it was not there.
   */
  improvements: unknown;
}

export interface AlertAnswer {
  /**
   * For people.
   */
  message: string;
  device_id: DeviceId;
  /**
   * `alert_details.type`, or `unknown`.
   */
  alert_type: string;
}

export interface NotificationAnswer {
  /**
   * For people.
   */
  message: string;
  type: string;
  title: string;
  severity: string;
  /**
   * The notification's.
   */
  id: string;
}

export interface PerformanceAnswer {
  /**
   * For people.
   */
  message: string;
  /**
   * How many members the figures had.
   */
  data_points: number;
}

/**
 * How devices are.
 */
export interface DeviceStatusData {
  /**
   * Twins where the publication's key is `twin`.
   */
  devices: (Twin | Device)[];
  timestamp: Timestamp;
}

/**
 * A device as it is. Further members are what the device says of itself, as it said them.
 */
export interface Device {
  id: DeviceId;
  /**
   * For people; its id where it has not said.
   */
  name: string;
  /**
   * `connected`, `disconnected`, or what the device says; `unknown`: it has never reported.
   */
  status: string;
  /**
   * In percent; `null`: never reported.
   */
  battery_level: number | null;
  /**
   * In percent; `null`: never reported.
   */
  cpu_usage: number | null;
  /**
   * In percent; `null`: never reported.
   */
  memory_usage: number | null;
  /**
   * In percent; `null`: never reported.
   */
  storage_usage: number | null;
  /**
   * When it was last heard of; `null`: never.
   */
  last_seen: Timestamp | null;
  [k: string]: unknown;
}

/**
 * All that is known of a device.
 */
export type Twin = Device & {
  /**
   * The last value of each metric.
   */
  metrics: {
    [k: string]: MetricValue;
  };
  /**
   * The latest, oldest first.
   */
  actions: DeviceAction[];
  /**
   * The fastest that somebody has asked for; `null`: nobody watches.
   */
  monitoring: Monitoring | null;
};

/**
 * The last value of a metric, and when the platform took it.
 */
export interface MetricValue {
  /**
   * As it was sent.
   */
  value: unknown;
  timestamp: Timestamp;
}

/**
 * What somebody watches on a device.
 */
export interface Monitoring {
  /**
   * `all` unless somebody has asked for less.
   */
  monitoring_type: string;
  /**
   * In seconds.
   */
  interval: number;
}

/**
 * Something that is done on a device.
 */
export interface DeviceAction {
  action_id: string;
  device_id: DeviceId;
  /**
   * Any word that the device's agent knows.
   */
  action_type: string;
  status: DeviceActionStatus;
  /**
   * When it was last reported, or requested; not there in a twin that an older build has stored.
   */
  timestamp?: Timestamp;
  /**
   * How much is done, in percent.
   */
  progress?: Percent;
  /**
   * What the device is to do it with.
   */
  parameters?: {
    [k: string]: unknown;
  };
  /**
   * What came of it; `{"error":"timed_out"}` if nothing was heard of it in time.
   */
  result?: unknown;
  /**
   * Not there if it was only reported.
   */
  requested_at?: Timestamp;
  /**
   * The user who asked for it.
   */
  requested_by?: string;
  /**
   * When it has failed, unless the device says something before; while it has not ended.
   */
  deadline?: Timestamp;
}

/**
 * How far an action is.
 */
export type DeviceActionData = DeviceAction & {
  /**
   * When it was reported, or requested.
   */
  timestamp: Timestamp;
};

/**
 * Not a publication, the greeting; else a device.
 */
export type DeviceConnectedData = Greeting | DeviceTransition;

/**
 * A device has come.
 */
export interface DeviceTransition {
  device_id: DeviceId;
  name: string;
  /**
   * `connected`, unless the device calls it otherwise.
   */
  status: string;
  timestamp: Timestamp;
}

/**
 * A device has gone.
 */
export interface DeviceDisconnectedData {
  device_id: DeviceId;
  name: string;
  /**
   * `removed`: an administrator has removed it, and it is known no more.
   */
  status: 'disconnected' | 'removed';
  timestamp: Timestamp;
}

/**
 * A sample of a device; as snapshot, the last value of each metric.
 */
export interface LiveMetricsData {
  device_id: DeviceId;
  metrics: Metrics;
  /**
   * In a snapshot, when the metrics came that the last sample did not have.
   */
  timestamps?: {
    [k: string]: Timestamp;
  };
  timestamp: Timestamp;
}

/**
 * Any metrics. `cpu_usage`, `memory_usage`, `storage_usage` and `battery_level`, where they are percentages, become part of the device's status.
 */
export interface Metrics {
  [k: string]: unknown;
}

/**
 * On `analytics`, metrics; on `device_{id}`, an alert.
 */
export type AnalyticsUpdateData = DeviceAnalytics | DeviceAlert;

/**
 * Metrics of a device, for the fleet's analytics.
 */
export interface DeviceAnalytics {
  device_id: DeviceId;
  metrics: Metrics;
  timestamp: Timestamp;
}

/**
 * Something that a back end noticed about a device.
 */
export interface DeviceAlert {
  device_id: DeviceId;
  /**
   * Any word; `security` makes it a `security_alert`.
   */
  alert_type: string;
  /**
   * For people.
   */
  message: string;
  /**
   * Any word.
   */
  severity: string;
  timestamp: Timestamp;
}

/**
 * On `security`, an alert that is kept; on `device_{id}`, a message.
 */
export type SecurityAlertData = SecurityAlert | DeviceAlert;

/**
 * An alert that is kept, whole and as it is now. The `alert_id` is also the key of the publication.
 */
export interface SecurityAlert {
  device_id: DeviceId;
  /**
   * As they were sent.
   */
  alert_details: {
    [k: string]: unknown;
  };
  /**
   * When it was raised.
   */
  timestamp: Timestamp;
  alert_id: string;
  state: 'open' | 'acknowledged';
  /**
   * Nobody acknowledged it in time; else not there.
   */
  escalated?: true;
  escalated_at?: Timestamp;
  acknowledged_at?: Timestamp;
  /**
   * The user.
   */
  acknowledged_by?: string;
  /**
   * For people, by whoever acknowledged it.
   */
  note?: string;
}

/**
 * What an optimization has come to.
 */
export interface OptimizationCompleteData {
  device_id: DeviceId;
  /**
   * As they were sent.
   */
  results: {
    [k: string]: unknown;
  };
  timestamp: Timestamp;
}

/**
 * Whatever is broadcast; the platform itself sends none.
 */
export interface StorageAlertData {
  [k: string]: unknown;
}

/**
 * Whatever is broadcast; the platform itself sends none.
 */
export interface NetworkStatusData {
  [k: string]: unknown;
}

/**
 * A notification.
 */
export interface NotificationData {
  id: string;
  /**
   * Any word; `info` unless the sender has said.
   */
  type: string;
  title: string;
  message: string;
  /**
   * Any word; `info` unless the sender has said.
   */
  severity: string;
  timestamp: Timestamp;
  /**
   * Whether the user has read it; never in a publication.
   */
  read: boolean;
  /**
   * The device that it is about.
   */
  device_id?: DeviceId;
  /**
   * Anything.
   */
  data?: unknown;
}

/**
 * Monitoring of a device has begun, or ended.
 */
export interface SystemMessageData {
  /**
   * For people.
   */
  message: string;
  device_id: DeviceId;
  /**
   * `null`: nobody watches any more.
   */
  monitoring_type: string | null;
  /**
   * In seconds; `null`: nobody watches any more.
   */
  interval: number | null;
  timestamp: Timestamp;
}

/**
 * Figures.
 */
export interface PerformanceData {
  /**
   * Those of the fleet, where the publication's key is `fleet`; else a back end's own.
   */
  performance:
    | FleetFigures
    | {
        [k: string]: unknown;
      };
  timestamp: Timestamp;
}

/**
 * Of all devices that are connected, their last readings.
 */
export interface FleetFigures {
  scope: 'fleet';
  devices_total: number;
  devices_online: number;
  cpu_usage: ReadingFigures;
  memory_usage: ReadingFigures;
  storage_usage: ReadingFigures;
  battery_level: ReadingFigures;
}

/**
 * A reading over the fleet; without devices that have it there is no mean.
 */
export interface ReadingFigures {
  /**
   * How many have it.
   */
  devices: number;
  mean?: Percent;
  min?: Percent;
  max?: Percent;
}

/**
 * Somebody has come to a topic, or gone.
 */
export interface Presence {
  topic: TopicName;
  event: 'join' | 'leave';
  client_id: ClientId;
  /**
   * `null` without a token.
   */
  user_id: string | null;
  timestamp: Timestamp;
}

/**
 * Subscribing twice counts once; with `since`, `snapshot`, `history` or `mode`, the subscription begins anew.
 */
export interface SubscriptionRequest {
  topic: TopicName;
  /**
   * The last publication that the client has; what came after it is wanted.
   */
  since?: Position;
  /**
   * Whether the state as it is comes first.
   */
  snapshot?: boolean;
  /**
   * How many publications back to begin, as far as they are kept; without `since` alone.
   */
  history?: number;
  /**
   * With `latest`, a publication takes the place of an earlier one of the same key that still waits.
   */
  mode?: 'every' | 'latest';
}

export interface UnsubscriptionRequest {
  topic: TopicName;
}

/**
 * Anything; it is not looked at.
 */
export type HeartbeatRequest = unknown;

/**
 * Which notifications the user has seen.
 */
export type AckRequest =
  | {
      notification_id: string;
    }
  | {
      notification_ids: string[];
    }
  | {
      all: true;
    };

export interface AuthRequest {
  /**
   * A JSON Web Token.
   */
  token: string;
}

/**
 * What is not there stays as it was; without `status` the device is `connected`. Further members (up to 4096 bytes) are kept and passed on: a member takes the place of the earlier one of its name, `null` removes it.
 */
export interface DeviceStatusReport {
  /**
   * Not needed by the device's agent.
   */
  device_id?: DeviceId;
  name?: string;
  /**
   * Any word but `unknown`; `disconnected` says goodbye.
   */
  status?: string;
  battery_level?: Percent;
  cpu_usage?: Percent;
  memory_usage?: Percent;
  storage_usage?: Percent;
  [k: string]: unknown;
}

export interface MetricsReport {
  /**
   * Not needed by the device's agent.
   */
  device_id?: DeviceId;
  metrics?: Metrics;
  id?: RequestKey;
}

export interface DeviceActionReport {
  /**
   * Not needed by the device's agent.
   */
  device_id?: DeviceId;
  action_id: string;
  action_type: string;
  status: DeviceActionStatus;
  /**
   * How much is done, in percent.
   */
  progress?: Percent;
  /**
   * Anything.
   */
  result?: unknown;
  id?: RequestKey;
}

export interface OptimizationReport {
  /**
   * Not needed by the device's agent.
   */
  device_id?: DeviceId;
  /**
   * Anything; its `improvements` are told in the answer.
   */
  results?: {
    [k: string]: unknown;
  };
  id?: RequestKey;
}

export interface SecurityAlertReport {
  device_id: DeviceId;
  /**
   * Anything; its `type` is told in the answer.
   */
  alert_details?: {
    [k: string]: unknown;
  };
  id?: RequestKey;
}

export interface NotificationRequest {
  title: string;
  message: string;
  /**
   * Any word.
   */
  type?: string;
  /**
   * Any word.
   */
  severity?: string;
  /**
   * Whom to tell; without it everybody on `notifications`.
   */
  user_id?: UserId;
  /**
   * The device that it is about.
   */
  device_id?: DeviceId;
  /**
   * Anything.
   */
  data?: unknown;
  id?: RequestKey;
}

/**
 * Any figures.
 */
export interface PerformanceReport {
  [k: string]: unknown;
}
