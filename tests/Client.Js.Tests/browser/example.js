// Initialize WebSocket client
const wsClient = new WebSocketClient('ws://localhost:8000/ws', {
    maxReconnectAttempts: 10,
    reconnectDelay: 1000,
    heartbeatInterval: 30000,
    enableHeartbeat: true,
    messageQueueEnabled: true
});

// Subscribe to device updates
wsClient.subscribe('device_status');
wsClient.subscribe('notifications');

// Listen for specific message types
wsClient.on('device_status', (data) => {
    console.log('Device status update:', data);
    // Update UI with device data
});

wsClient.on('notification', (data) => {
    console.log('New notification:', data);
    // Show notification to user
});

// Send messages
wsClient.send({
    type: 'subscription',
    data: { topic: 'device_device1' }
});
