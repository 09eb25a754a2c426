/** What people ask and models answer, in scripts and with characters that tend to get lost on the way. */
export const prompts = [
  'Summarise the attached incident report in three sentences.',
  'Übersetze „Der Zug fährt um 8:05 Uhr ab“ ins Englische.',
  '次の文章を敬語に直してください:「明日行くから待ってて」',
  'اكتب بريدًا إلكترونيًا قصيرًا يعتذر عن تأخر الشحنة.',
  'Reply only with emoji: how was your weekend? 🏖️👩‍👩‍👧‍👦🇯🇵',
  'Fix this regular expression: /^\\d{3}\\\\-"[a-z]+"\\/$/',
  'Explain the difference between \t tabs and    spaces,\nwith\r\nline breaks\u2028of every\u2029kind.',
  'Напиши хайку о распределённых системах.',
  'Is "null" a string, and what is \u0000 in C?',
  '<script>alert("quoted & escaped")</script> – is this HTML safe?',
] as const;

export const answers = [
  'The deploy at 14:02 removed an index; queries slowed; a rollback at 14:31 mended it.',
  'The train leaves at 8:05 a.m.',
  '明日伺いますので、お待ちいただけますでしょうか。',
  'نأسف لتأخر شحنتكم، وسوف تصل خلال يومين.',
  '😴☕📚🚴‍♀️🍝',
  'Use `/^\\d{3}-"[a-z]+"$/`: the backslashes were doubled.',
  '1.\tA tab is one character.\n2.\tSpaces are many.\n',
  'Узлы спорят всю ночь —\nкворум собран на заре.\nЛидер снова спит.',
  'Only between quotes. In C it ends a string.',
  'No: it would run in the page. Escape < and & first.',
] as const;

export const models = [
  { provider: 'openai', model: 'gpt-4o-2024-08-06' },
  { provider: 'openai', model: 'gpt-4o-mini' },
  { provider: 'anthropic', model: 'claude-sonnet-4-5' },
  { provider: 'vertex-ai', model: 'gemini-2.5-pro' },
  { provider: 'mistral-ai', model: 'mistral-large-latest' },
  { provider: 'bedrock', model: 'meta.llama3-70b-instruct-v1:0' },
] as const;
