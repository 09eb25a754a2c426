import type { Config } from '../config';
import type { ExportsDeps } from '../exports/deps';
import type { TemplateStore } from '../stores/templates';

/** What templates work with. */
export interface TemplatesDeps extends Pick<ExportsDeps, 'settings'> {
  config: Pick<Config, 'EXPORT_TEMPLATES_PER_ORGANISATION'>;
  templates: TemplateStore;
}
