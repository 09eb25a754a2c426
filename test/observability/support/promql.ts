export interface Selector {
  metric: string;
  matchers: { label: string; operator: string; value: string }[];
}

/** Every selection of series in an expression of PromQL, read by Prometheus's own grammar; throws where it is not PromQL. */
export async function selectorsOf(expression: string): Promise<Selector[]> {
  const { parser } = await import('@prometheus-io/lezer-promql');
  const selectors: Selector[] = [];
  parser.parse(expression).iterate({
    enter({ name, from, to, node, type }) {
      if (type.isError) throw new Error(`not PromQL at ${from}: ${expression}`);
      if (name !== 'VectorSelector') return;
      const metric = node.getChild('Identifier');
      if (!metric) throw new Error(`names no metric: ${expression.slice(from, to)}`);
      const textOf = ({ from: start, to: end }: { from: number; to: number }) => expression.slice(start, end);
      const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
      selectors.push({
        metric: textOf(metric),
        matchers: matchers.map((matcher) => ({
          label: textOf(matcher.getChild('LabelName')!),
          operator: textOf(matcher.getChild('MatchOp')!),
          value: JSON.parse(textOf(matcher.getChild('StringLiteral')!)) as string,
        })),
      });
    },
  });
  return selectors;
}
