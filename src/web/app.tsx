import { useCallback, useErrorBoundary, useState } from 'preact/hooks';
import { Broken } from './views/broken';
import { SignIn } from './views/sign-in';
import { SignedIn } from './signed-in';
import { session } from './session';

export function App() {
  const broken = useErrorBoundary((thrown: unknown) => console.error(thrown))[0] !== undefined;
  const [key, setKey] = useState(session.read);
  const [farewell, setFarewell] = useState<string | null>(null);

  const signIn = useCallback((accepted: string) => {
    session.keep(accepted);
    setFarewell(null);
    setKey(accepted);
  }, []);
  const signOut = useCallback((why: string | null) => {
    session.forget();
    setFarewell(why);
    setKey(null);
  }, []);

  if (broken) return <Broken />;
  if (key === null) return <SignIn farewell={farewell} onSignIn={signIn} />;
  return <SignedIn key={key} apiKey={key} onSignOut={signOut} />;
}
