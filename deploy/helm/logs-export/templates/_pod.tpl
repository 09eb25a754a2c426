{{/* The common part of the pods of the API and the worker: (dict "root" $ "component" "api" "part" .Values.api). */}}

{{- define "logs-export.podMetadata" -}}
annotations:
  # Restarts the pods when a setting changes.
  checksum/config: {{ include (print .root.Template.BasePath "/configmap.yaml") .root | sha256sum }}
  {{- with .part.podAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
labels:
  {{- include "logs-export.labels" . | nindent 2 }}
  {{- with .part.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "logs-export.podSpec" -}}
serviceAccountName: {{ include "logs-export.serviceAccountName" .root }}
# Workload identity uses the node's metadata server; nothing here calls Kubernetes.
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  seccompProfile:
    type: RuntimeDefault
topologySpreadConstraints:
  {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "logs-export.selector" $ | nindent 8 }}
  {{- end }}
{{- with .part.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .part.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .part.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with include "logs-export.volumes" .root }}
volumes:
  {{- . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "logs-export.container" -}}
image: {{ include "logs-export.image" .root }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
envFrom:
  - configMapRef:
      name: {{ include "logs-export.fullname" .root }}
  {{- with include "logs-export.secretName" .root }}
  - secretRef:
      name: {{ . }}
  {{- end }}
{{- with include "logs-export.env" .root }}
env:
  {{- . | nindent 2 }}
{{- end }}
{{- with include "logs-export.volumeMounts" .root }}
volumeMounts:
  {{- . | nindent 2 }}
{{- end }}
resources:
  {{- toYaml .part.resources | nindent 2 }}
{{- end -}}

{{- define "logs-export.env" -}}
{{- with .Values.logStore }}
{{- if or .existingSecret .existingConfigMap }}
{{- $names := dict "secretKeyRef" .existingSecret "configMapKeyRef" .existingConfigMap }}
{{- /* With both, the URL, which contains a password, is in the Secret, and the rest in the ConfigMap. */}}
{{- $url := ternary "secretKeyRef" "configMapKeyRef" (ne .existingSecret "") }}
{{- $rest := ternary "configMapKeyRef" "secretKeyRef" (ne .existingConfigMap "") }}
{{- range $key := .keys }}
{{- $source := ternary $url $rest (eq $key "MONGO_DB_CONNECTION_URL") }}
- name: {{ $key }}
  valueFrom:
    {{ $source }}:
      name: {{ get $names $source }}
      key: {{ $key }}
      optional: {{ ne $key "MONGO_DB_CONNECTION_URL" }}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.temporal.tls }}
{{- if .existingSecret }}
- name: TEMPORAL_TLS_CERT_FILE
  value: /certs/temporal/{{ .certificateKey }}
- name: TEMPORAL_TLS_KEY_FILE
  value: /certs/temporal/{{ .privateKeyKey }}
{{- with .caKey }}
- name: TEMPORAL_TLS_CA_FILE
  value: /certs/temporal/{{ . }}
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.gcs.credentials }}
{{- if .existingSecret }}
- name: GOOGLE_APPLICATION_CREDENTIALS
  value: /credentials/google/{{ .key }}
{{- end }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Mounted Secrets: name → [secret, path]. */}}
{{- define "logs-export.mountedSecrets" -}}
{{- $mounts := dict -}}
{{- with .Values.logStore.certificates.existingSecret }}{{ $_ := set $mounts "mongodb-certificates" (list . "/certs/mongodb") }}{{ end -}}
{{- with .Values.temporal.tls.existingSecret }}{{ $_ := set $mounts "temporal-certificates" (list . "/certs/temporal") }}{{ end -}}
{{- with .Values.gcs.credentials.existingSecret }}{{ $_ := set $mounts "google-credentials" (list . "/credentials/google") }}{{ end -}}
{{- toJson $mounts -}}
{{- end -}}

{{- define "logs-export.volumes" -}}
{{- range $volume, $mount := include "logs-export.mountedSecrets" . | fromJson }}
- name: {{ $volume }}
  secret:
    secretName: {{ first $mount }}
    # 0440
    defaultMode: 288
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "logs-export.volumeMounts" -}}
{{- range $volume, $mount := include "logs-export.mountedSecrets" . | fromJson }}
- name: {{ $volume }}
  mountPath: {{ last $mount }}
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}
