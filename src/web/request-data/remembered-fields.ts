import { findField } from '../../model/fields';

/** The fields that were asked for last, for the next time; they are no secret, so they outlive the tab. */
const STORED_AS = 'logs-export.fields';

const usual = ['id', 'created_at', 'ai_provider', 'ai_model', 'total_tokens', 'cost', 'response_time', 'status_code'];

export const rememberedFields = {
  read(): string[] {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(STORED_AS) ?? 'null');
      const known = Array.isArray(stored) ? stored.filter((name): name is string => !!findField(String(name))) : [];
      return known.length > 0 ? [...new Set(known)] : usual;
    } catch {
      return usual;
    }
  },
  keep(names: readonly string[]): void {
    try {
      localStorage.setItem(STORED_AS, JSON.stringify(names));
    } catch {
      // A browser that stores nothing for this page: the fields are just not remembered.
    }
  },
};
