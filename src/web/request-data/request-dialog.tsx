import { useEffect, useRef, useState } from 'preact/hooks';
import { hasColumns } from '../../model/formats';
import { Unreachable } from '../api-error';
import { Callout } from '../components/callout';
import { Dialog } from '../components/dialog';
import { useDiscard } from '../components/discard-question';
import { WebhookHint } from '../components/webhook-hint';
import { countOf } from '../format/numbers';
import { useAccess } from '../hooks/use-access';
import { useConnection } from '../hooks/use-connection';
import { goTo } from '../hooks/use-route';
import { useTimes } from '../hooks/use-times';
import { texts } from '../texts';
import { AdvancedSection } from './advanced-section';
import { type Faults, FaultsContext, faultsFrom } from './faults';
import { refusals, useDeniedFields } from './field-refusals';
import { FieldsSection } from './fields-section';
import { FiltersSection } from './filters-section';
import { FormFault } from './form-fault';
import { focusFault } from './focus-fault';
import { type Form, formOf, formOfSchedule, newForm } from './form';
import { FootSummary } from './foot-summary';
import { NameField } from './name-field';
import type { Opening } from './opening';
import { PreviewPanel } from './preview-panel';
import { rememberedFields } from './remembered-fields';
import { RequestButtons } from './request-buttons';
import { RepeatSection } from './repeat-section';
import { TemplateBar } from './template-bar';
import { TimeSection } from './time-section';
import { toBody } from './to-body';
import { usePreview } from './use-preview';
import { useRequest } from './use-request';

interface Props extends Opening {
  onClose: () => void;
}

const words = texts.request;

/** Request Data: what to export, with what that would hold beside it. A new export is shown in the list. */
export function RequestDialog({ source, isEditing, schedule, every, onClose }: Props) {
  const access = useAccess();
  const clock = useTimes();
  const { failures } = useConnection();
  const [initial, setInitial] = useState<Form>(() =>
    schedule
      ? formOfSchedule(schedule, clock)
      : source
        ? formOf(source, clock, { isEditing })
        : newForm({ clock, access, every }),
  );
  const [form, setForm] = useState(initial);
  const { denied, isKnown } = useDeniedFields(form.workspaceId);
  // Which fields to begin with depends on what the key may ask for, which the API may tell only after the dialog is open.
  const keyId = access?.key_id;
  useEffect(() => {
    if (source || schedule || !access) return;
    const fields = rememberedFields.read(access).filter((name) => !denied.includes(name));
    setInitial((before) => ({ ...before, fields }));
    setForm((before) => (before.fields === initial.fields ? { ...before, fields } : before));
  }, [keyId, denied]);
  const isRepeating = form.repeat.every !== null;
  const { body, faults: own } = toBody(form, { source, isEditing });
  // Until it is known which fields a request can begin with, its preview could be refused.
  const isBegun = source || schedule || (access && isKnown && !form.fields.some((name) => denied.includes(name)));
  const preview = usePreview(own.size === 0 && isBegun ? body : null);
  const request = useRequest({ source, isEditing, schedule }, access);
  // Of its own beside the request's state, which a second click in the same moment does not see yet.
  const isUnderWay = useRef(false);
  const [sentForm, setSentForm] = useState<Form | null>(null);
  const formElement = useRef<HTMLFormElement>(null);
  const change = (part: Partial<Form>) => setForm((before) => ({ ...before, ...part }));

  // A refusal is of the form as it was sent: it may arrive when the visitor has already changed it.
  const requestError = sentForm === form ? request.error : null;
  const previewError = preview.isBehind ? null : preview.error;
  const previewFaults: Faults = own.size > 0 || !previewError ? own : faultsFrom(previewError);
  const faults: Faults =
    own.size > 0 || !requestError || requestError instanceof Unreachable ? previewFaults : faultsFrom(requestError);
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
        if (!isEditing) goTo(isRepeating ? { view: 'schedules' } : { view: 'list', page: 0 });
      };
      const onSettled = () => (isUnderWay.current = false);
      // Given here, these are called only while the dialog is there: closed meanwhile, it leads nowhere any more.
      request.mutate({ form, body, andStart }, { onSuccess, onSettled });
    }
  };
  const { close, question } = useDiscard({
    isChanged: () => !request.isPending && JSON.stringify(form) !== JSON.stringify(initial),
    ...(!isEditing && { title: texts.discard.request }),
    onClose,
  });
  const written = isEditing ? (source?.progress.exported ?? 0) : 0;
  const problem = previewFaults.size > 0 ? (previewFaults.get('') ?? texts.preview.fixFields) : null;
  const section = { form, change };
  const refusalOf = refusals(denied, access);
  return (
    <Dialog
      title={schedule ? texts.repeat.editTitle : isEditing ? words.editTitle : words.title}
      size="large"
      onClose={close}
    >
      <FaultsContext.Provider value={faults}>
        <form
          ref={formElement}
          class="request-form"
          noValidate
          onSubmit={(event) => event.preventDefault()}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send(false);
          }}
        >
          <div class="dialog-body request-body">
            <div class="request-sections">
              {written > 0 && (
                <Callout kind="warning">
                  <p>{words.dropsWritten(countOf(written, 'log'))}</p>
                </Callout>
              )}
              <FormFault
                words={
                  requestError instanceof Unreachable
                    ? failures > 0
                      ? `${texts.connection.unreachable} ${texts.connection.unconfirmed}`
                      : texts.connection.unconfirmed
                    : faults.get('')
                }
              />
              {!isEditing && (
                <TemplateBar
                  {...section}
                  body={own.size === 0 ? body : null}
                  refusalOf={refusalOf}
                  onFault={() => focusFault(formElement.current)}
                />
              )}
              <NameField {...section} />
              {(schedule || !isEditing) && <RepeatSection {...section} isSchedule={schedule !== undefined} />}
              {!isRepeating && <TimeSection {...section} source={source} />}
              <FiltersSection
                {...section}
                body={body}
                isEmpty={preview.data?.total_records === 0 && !preview.data.total_records_is_minimum}
              />
              {hasColumns(form.format) && <FieldsSection {...section} refusalOf={refusalOf} />}
              <AdvancedSection
                {...section}
                access={access}
                isEditing={isEditing}
                isSchedule={schedule !== undefined}
                limit={preview.data?.limit}
              />
              <WebhookHint inNewTab />
            </div>
            <PreviewPanel
              preview={preview.data}
              columns={preview.isPlaceholderData ? [] : form.fields}
              isBehind={preview.isBehind}
              problem={problem}
              isOfWindow={isRepeating}
            />
          </div>
          <footer class="dialog-foot">
            <FootSummary preview={problem === null ? preview.data : undefined} />
            <RequestButtons
              isEditing={isEditing}
              isRepeating={isRepeating}
              sending={request.isPending ? request.variables : null}
              onClose={close}
              onSend={send}
            />
          </footer>
        </form>
      </FaultsContext.Provider>
      {question}
    </Dialog>
  );
}
