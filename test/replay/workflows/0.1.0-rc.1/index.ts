export { exportLogs } from './export-logs';
export { expireExports, reconcileExports } from './maintenance';
