import { useEffect, useRef, useState } from 'preact/hooks';
import { isCompressed } from '../../model/formats';
import { Button } from '../components/button';
import { Callout } from '../components/callout';
import { Dialog } from '../components/dialog';
import { goTo } from '../hooks/use-route';
import { AboutSection } from './about-section';
import { type Faults, FaultsContext, faultsFrom } from './faults';
import { FieldsSection } from './fields-section';
import { FiltersSection } from './filters-section';
import { type Form, formOf, newForm } from './form';
import { USUAL_LIMIT } from './limit';
import { LimitsSection } from './limits-section';
import { FootSummary } from './foot-summary';
import type { Opening } from './opening';
import { PreviewPanel } from './preview-panel';
import { TimeSection } from './time-section';
import { toBody } from './to-body';
import { usePreview } from './use-preview';
import { useRequest } from './use-request';

interface Props extends Opening {
  onClose: () => void;
}

/** Request Data: what to export, with what that would hold beside it. A new export is shown in the list. */
export function RequestDialog({ source, isEditing, onClose }: Props) {
  const [form, setForm] = useState<Form>(() => (source ? formOf(source) : newForm()));
  const { body, faults: own } = toBody(form, { source, isEditing });
  const preview = usePreview(own.size === 0 ? body : null);
  const request = useRequest(isEditing ? source : null);
  // Of its own beside the request's state, which a second click in the same moment does not see yet.
  const isUnderWay = useRef(false);
  const [sentForm, setSentForm] = useState<Form | null>(null);
  const formElement = useRef<HTMLFormElement>(null);
  const change = (part: Partial<Form>) => setForm((before) => ({ ...before, ...part }));

  // A refusal is of the form as it was sent: it may arrive when the visitor has already mended it.
  const requestError = sentForm === form ? request.error : null;
  const previewError = preview.isBehind ? null : preview.error;
  const previewFaults: Faults = own.size > 0 || !previewError ? own : faultsFrom(previewError);
  const faults: Faults = own.size > 0 || !requestError ? previewFaults : faultsFrom(requestError);
  useEffect(() => {
    if (requestError) focusFault(formElement.current);
  }, [requestError]);

  const send = (andStart: boolean) => {
    if (own.size > 0) focusFault(formElement.current);
    else if (!isUnderWay.current) {
      isUnderWay.current = true;
      setSentForm(form);
      const onSuccess = () => {
        onClose();
        if (!isEditing) goTo({ view: 'list', page: 0 });
      };
      const onSettled = () => (isUnderWay.current = false);
      // Given here, these are called only while the dialog is there: closed meanwhile, it leads nowhere any more.
      request.mutate({ body, andStart }, { onSuccess, onSettled });
    }
  };
  const limit = preview.data?.limit ?? USUAL_LIMIT;
  const problem = previewFaults.size > 0 ? (previewFaults.get('') ?? 'Mend what is marked to see the preview.') : null;
  const isSending = (andStart: boolean) => request.isPending && request.variables?.andStart === andStart;
  const section = { form, change };
  return (
    <Dialog title={isEditing ? 'Edit export' : 'Request Data'} size="large" onClose={onClose}>
      <FaultsContext.Provider value={faults}>
        <form
          ref={formElement}
          class="request-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            send(false);
          }}
        >
          <div class="dialog-body request-body">
            <div class="request-sections">
              <FormFault faults={faults} />
              <TimeSection {...section} source={source} />
              <LimitsSection {...section} limit={limit} />
              <FieldsSection {...section} />
              <FiltersSection {...section} />
              <AboutSection {...section} isEditing={isEditing} />
            </div>
            <PreviewPanel
              preview={preview.data}
              limit={limit}
              isCompressed={isCompressed(form.format)}
              isBehind={preview.isBehind}
              problem={problem}
            />
          </div>
          <footer class="dialog-foot">
            <FootSummary
              preview={problem === null ? preview.data : undefined}
              isCompressed={isCompressed(form.format)}
            />
            <Button onClick={onClose}>Close</Button>
            <Button type="submit" busy={request.isPending}>
              {isSending(false) ? 'Saving …' : isEditing ? 'Save changes' : 'Request Export'}
            </Button>
            <Button kind="primary" icon="play" onClick={() => send(true)} busy={request.isPending}>
              {isSending(true) ? 'Starting …' : isEditing ? 'Save and start' : 'Request and start'}
            </Button>
          </footer>
        </form>
      </FaultsContext.Provider>
    </Dialog>
  );
}

/** A fault that no field shows. */
function FormFault({ faults }: { faults: Faults }) {
  const homeless = faults.get('');
  if (homeless === undefined) return null;
  return (
    <div role="alert">
      <Callout kind="problem">
        <p>{homeless}</p>
      </Callout>
    </div>
  );
}

/** Brings the first field at fault into view, with the focus in it, or in its section where it is no single control's. */
function focusFault(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => {
    const fault = form?.querySelector<HTMLElement>('.field-error:not(:empty), [role="alert"]');
    const details = fault?.closest('details');
    if (details) details.open = true;
    const control =
      form?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
      fault?.closest('fieldset')?.querySelector<HTMLElement>('button, input');
    control?.focus();
    fault?.scrollIntoView({ block: 'center' });
  });
}
