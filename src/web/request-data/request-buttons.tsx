import { Button } from '../components/button';
import { texts } from '../texts';

interface Props {
  isEditing: boolean;
  isRepeating: boolean;
  /** What is being sent; null: nothing. */
  sending: { andStart: boolean } | null;
  onClose: () => void;
  onSend: (andStart: boolean) => void;
}

const words = texts.request;

/** The ways out of the dialog. A schedule starts its exports by itself: there is one way to make it. */
export function RequestButtons({ isEditing, isRepeating, sending, onClose, onSend }: Props) {
  const isBusy = sending !== null;
  const isSending = (andStart: boolean) => sending?.andStart === andStart;
  const cancel = <Button onClick={onClose}>{texts.cancel}</Button>;
  if (isRepeating) {
    return (
      <>
        {cancel}
        <Button kind="primary" onClick={() => onSend(false)} busy={isBusy}>
          {isBusy ? words.saving : isEditing ? words.save : texts.repeat.submit}
        </Button>
      </>
    );
  }
  return (
    <>
      {cancel}
      <Button onClick={() => onSend(false)} busy={isBusy}>
        {isSending(false) ? words.saving : isEditing ? words.save : words.submit}
      </Button>
      <Button kind="primary" icon="play" onClick={() => onSend(true)} busy={isBusy}>
        {isSending(true) ? words.starting : isEditing ? words.saveAndStart : words.submitAndStart}
      </Button>
    </>
  );
}
