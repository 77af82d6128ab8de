// For a <script> tag: the specification's example finds the class as a global, and `AndroidZen` has the rest.
import * as AndroidZen from './index.js';

Object.assign(globalThis, { AndroidZen, WebSocketClient: AndroidZen.WebSocketClient });
