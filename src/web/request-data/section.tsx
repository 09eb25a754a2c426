import type { ComponentChildren } from 'preact';
import type { Form } from './form';

/** What every section of the form is given. */
export interface SectionProps {
  form: Form;
  change: (part: Partial<Form>) => void;
}

export function Section({ title, children, hint }: { title: string; children: ComponentChildren; hint?: string }) {
  return (
    <fieldset class="form-section">
      <legend>{title}</legend>
      {hint && <p class="hint">{hint}</p>}
      {children}
    </fieldset>
  );
}
