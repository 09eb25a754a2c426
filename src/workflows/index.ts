export { exportLogs } from './export-logs';
export { reconcileExports } from './reconcile';
