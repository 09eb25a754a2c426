import { formatCount } from '../format/numbers';
import { Section, type SectionProps } from './section';
import { TextField } from './text-field';

export function LimitsSection({ form, change, limit }: SectionProps & { limit: number }) {
  return (
    <Section title="Logs limits">
      <div class="field-pair">
        <TextField
          path="filters.page_size"
          label="Maximum number of logs"
          value={form.limit}
          placeholder={formatCount(limit)}
          inputMode="numeric"
          hint="Left empty: as many as an export may hold."
          onInput={(value) => change({ limit: value })}
        />
        <TextField
          path="filters.offset"
          label="Offset"
          value={form.offset}
          placeholder={form.page > 0 ? '' : '0'}
          inputMode="numeric"
          hint={
            form.page > 0
              ? `Left empty: it stays page ${formatCount(form.page)}, counted from 0, each as large as the maximum.`
              : 'How many matching logs to pass over, oldest first.'
          }
          onInput={(value) => change({ offset: value })}
        />
      </div>
    </Section>
  );
}
