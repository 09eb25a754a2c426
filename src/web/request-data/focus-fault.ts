/** Brings the first field at fault into view, with the focus in it, or in its section where it is no single control's. */
export function focusFault(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => {
    const fault = form?.querySelector<HTMLElement>('.field-error:not(:empty), [role="alert"]');
    const control =
      form?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
      fault?.closest('fieldset')?.querySelector<HTMLElement>('button, input');
    control?.focus();
    fault?.scrollIntoView({ block: 'center' });
  });
}
