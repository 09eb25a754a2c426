import { randomUUID } from 'node:crypto';

/** How the matrix asks a route, and what whoever may ask is answered about a draft (or a log, a key, a webhook …) of their own. */
export interface RouteEntry {
  body?: () => object;
  /** The status where the caller may and the thing is theirs. */
  own: number;
  /** The same request naming a workspace, where it can: a key of another one is refused. */
  naming?: (workspace: string) => { query?: string; body?: object };
  /** What an id in the path is the id of. */
  of?: 'export' | 'log' | 'key' | 'webhook' | 'delivery' | 'schedule' | 'template';
}

const selection = { filters: {}, requested_data: ['id', 'request'] };
/** At an address that no look-up is needed for, and that nobody sends anything to here. */
export const someWebhook = { url: 'https://93.184.215.14/hook', events: ['export.succeeded'] };
const naming = (body: object) => (workspace_id: string) => ({ body: { ...body, workspace_id } });
export const someSchedule = { name: 'matrix', export: selection, every: 'day', paused: true };
export const someTemplate = { name: 'matrix', ...selection };
const longAgo = { from: '2025-03-01T00:00:00Z', to: '2025-03-03T00:00:00Z' };
const someLog = { request: { body: { prompt: 'matrix' } }, response: { status: 200, body: {} } };

const namingSettings = (workspace: string) => ({ body: { workspaces: { [workspace]: { denied_fields: [] } } } });

/** One entry a route: the matrix fails for a route that has none. */
export const routeEntries: Readonly<Record<string, RouteEntry>> = {
  previewExport: { own: 200, body: () => selection, naming: naming(selection) },
  listFields: { own: 200 },
  getFieldRestrictions: { own: 200, naming: (workspace) => ({ query: `?workspace_id=${workspace}` }) },
  getExportSettings: { own: 200 },
  updateExportSettings: { own: 200, body: () => ({ workspaces: {} }), naming: namingSettings },
  getExportAccess: { own: 200 },
  suggestFilters: { own: 200, body: () => ({ filters: {} }), naming: naming({ filters: {} }) },
  createExport: { own: 200, body: () => selection, naming: naming(selection) },
  listExports: { own: 200, naming: (workspace) => ({ query: `?workspace_id=${workspace}` }) },
  getExport: { own: 200, of: 'export' },
  updateExport: { own: 200, of: 'export', body: () => ({ description: randomUUID() }) },
  deleteExport: { own: 200, of: 'export' },
  startExport: { own: 200, of: 'export' },
  cancelExport: { own: 200, of: 'export' },
  downloadExport: { own: 409, of: 'export' },
  getManifest: { own: 409, of: 'export' },
  getExportHistory: { own: 200, of: 'export' },
  createWebhook: { own: 200, body: () => someWebhook, naming: naming(someWebhook) },
  listWebhooks: { own: 200 },
  getWebhook: { own: 200, of: 'webhook' },
  updateWebhook: { own: 200, of: 'webhook', body: () => ({ description: randomUUID() }) },
  deleteWebhook: { own: 200, of: 'webhook' },
  testWebhook: { own: 200, of: 'webhook' },
  rotateWebhookSecret: { own: 200, of: 'webhook' },
  listWebhookDeliveries: { own: 200, of: 'webhook' },
  replayWebhookDelivery: { own: 200, of: 'delivery' },
  createSchedule: { own: 200, body: () => someSchedule, naming: naming(someSchedule) },
  listSchedules: { own: 200, naming: (workspace) => ({ query: `?workspace_id=${workspace}` }) },
  getSchedule: { own: 200, of: 'schedule' },
  updateSchedule: { own: 200, of: 'schedule', body: () => ({ name: randomUUID() }) },
  deleteSchedule: { own: 200, of: 'schedule' },
  pauseSchedule: { own: 200, of: 'schedule' },
  resumeSchedule: { own: 200, of: 'schedule' },
  runSchedule: { own: 409, of: 'schedule' },
  backfillSchedule: { own: 409, of: 'schedule', body: () => longAgo },
  createTemplate: { own: 200, body: () => someTemplate, naming: naming(someTemplate) },
  listTemplates: { own: 200 },
  deleteTemplate: { own: 200, of: 'template' },
  createApiKey: { own: 200, body: () => ({ scopes: ['logs.view'] }), naming: naming({ scopes: ['logs.view'] }) },
  listApiKeys: { own: 200 },
  revokeApiKey: { own: 200, of: 'key' },
  listAudit: { own: 200 },
  insertLogs: { own: 200, body: () => someLog },
  getLog: { own: 200, of: 'log' },
};
