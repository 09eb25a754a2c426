import { useEffect, useErrorBoundary, useState } from 'preact/hooks';
import { Broken } from './views/broken';
import { SignIn } from './views/sign-in';
import { SignedIn } from './signed-in';
import { session } from './session';

/** Other tabs answer within milliseconds: until then nothing is shown, so that the sign-in view does not flash by. */
const ANSWER_MS = 250;

export function App() {
  const broken = useErrorBoundary((thrown: unknown) => console.error(thrown))[0] !== undefined;
  const [key, setKey] = useState(session.read);
  const [isAsking, setAsking] = useState(key === null);
  const [farewell, setFarewell] = useState<string | null>(null);

  useEffect(() => {
    const timer = setTimeout(() => setAsking(false), ANSWER_MS);
    const stop = session.listen({ onGiven: setKey, onEnded: () => setKey(null) });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);

  const signIn = (accepted: string, isShared: boolean) => {
    session.keep(accepted, { isShared });
    setFarewell(null);
    setKey(accepted);
  };
  const signOut = () => {
    session.end();
    setKey(null);
  };
  const refused = (why: string) => {
    session.forget();
    setFarewell(why);
    setKey(null);
  };

  if (broken) return <Broken />;
  if (key !== null) return <SignedIn key={key} apiKey={key} onSignOut={signOut} onRefused={refused} />;
  return isAsking ? null : <SignIn farewell={farewell} onSignIn={signIn} />;
}
