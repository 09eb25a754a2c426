import type { ComponentChildren } from 'preact';
import type { Form } from './form';

/** What every section of the form is given. */
export interface SectionProps {
  form: Form;
  change: (part: Partial<Form>) => void;
}

export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <fieldset class="form-section">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}
