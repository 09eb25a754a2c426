import { workflowIdOf } from '../contract/workflow';

/** Where an operator sees the export's workflow; null where no Temporal UI is configured. */
export function temporalLink(exportId: string): string | null {
  const ui = document.querySelector<HTMLMetaElement>('meta[name="temporal-ui"]')?.content;
  if (!ui || !/^https?:\/\//.test(ui)) return null;
  const namespace = document.querySelector<HTMLMetaElement>('meta[name="temporal-namespace"]')?.content || 'default';
  return `${ui.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowIdOf(exportId))}`;
}
