export { deliverWebhook } from './deliver-webhook';
export { exportLogs } from './export-logs';
export { expireExports, reconcileExports } from './maintenance';
