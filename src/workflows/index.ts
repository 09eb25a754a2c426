export { deliverWebhook } from './deliver-webhook';
export { exportLogs } from './export-logs';
export { expireExports, reconcileExports, reconcileSchedules } from './maintenance';
export { scheduledExports } from './scheduled-exports';
