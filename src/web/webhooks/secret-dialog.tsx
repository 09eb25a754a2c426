import { Button } from '../components/button';
import { CopyButton } from '../components/copy-button';
import { Dialog } from '../components/dialog';
import { texts } from '../texts';

const words = texts.webhooks;

/** Shows a secret, which can't be seen again. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog title={words.secretTitle} onClose={onClose} role="alertdialog">
      <div class="dialog-body">
        <p>{words.secretLead}</p>
        <p class="webhook-secret">
          <code>{secret}</code> <CopyButton text={secret} what="secret" />
        </p>
      </div>
      <footer class="dialog-foot">
        <Button kind="primary" onClick={onClose}>
          {words.secretKept}
        </Button>
      </footer>
    </Dialog>
  );
}
