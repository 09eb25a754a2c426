{{/* The name of the release's objects. */}}
{{- define "logs-export.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Pod selector labels: (dict "root" $ "component" "api"). */}}
{{- define "logs-export.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end -}}

{{- define "logs-export.labels" -}}
{{ include "logs-export.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "logs-export.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "logs-export.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end -}}

{{- define "logs-export.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ default $.Chart.AppVersion .tag }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Name of the Secret with the secret variables, or empty. */}}
{{- define "logs-export.secretName" -}}
{{- if .Values.secret.external.enabled -}}
{{ include "logs-export.fullname" . }}
{{- else -}}
{{ .Values.secret.existingSecret }}
{{- end -}}
{{- end -}}

{{/* Not empty if that Secret has the variable; an existing Secret is assumed to. */}}
{{- define "logs-export.inSecret" -}}
{{- with .root.Values.secret -}}
{{- if .external.enabled -}}
{{ hasKey .external.remoteRefs $.name | ternary "true" "" }}
{{- else -}}
{{ .existingSecret }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "logs-export.apiPort" -}}
{{ default "8080" .Values.config.PORT }}
{{- end -}}

{{- define "logs-export.metricsPort" -}}
{{ default "9464" .Values.config.WORKER_METRICS_PORT }}
{{- end -}}

{{/* Egress ports besides DNS and HTTPS: `egressPorts`, and the ports of the addresses in the settings. */}}
{{- define "logs-export.egressPorts" -}}
{{- $ports := list -}}
{{- range .Values.networkPolicy.egressPorts }}{{ $ports = append $ports (int .) }}{{ end -}}
{{- with .Values.config.TEMPORAL_ADDRESS }}{{ $ports = append $ports (regexFind "[0-9]+$" . | default "7233" | int) }}{{ end -}}
{{- range $name := list "OTEL_EXPORTER_OTLP_ENDPOINT" "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" "GCS_API_ENDPOINT" "IAM_CREDENTIALS_ENDPOINT" "S3_ENDPOINT" "AZURE_STORAGE_SERVICE_ENDPOINT" -}}
{{- with get $.Values.config $name -}}
{{- $url := urlParse . -}}
{{- $ports = append $ports (regexFind ":[0-9]+$" $url.host | trimPrefix ":" | default (ternary "80" "443" (eq $url.scheme "http")) | int) -}}
{{- end -}}
{{- end -}}
{{- without (uniq $ports) 443 | toJson -}}
{{- end -}}

{{/* Rejects values that can't work before anything is installed. */}}
{{- define "logs-export.check" -}}
{{- $gateway := and (or .Values.logStore.existingSecret .Values.logStore.existingConfigMap) (has "MONGO_DB_CONNECTION_URL" .Values.logStore.keys) -}}
{{- if not (or $gateway (include "logs-export.inSecret" (dict "root" . "name" "MONGO_DB_CONNECTION_URL"))) -}}
{{- fail "MONGO_DB_CONNECTION_URL has no source: set logStore.existingSecret, secret.existingSecret or secret.external.remoteRefs." -}}
{{- end -}}
{{- if not (or .Values.config.MONGO_DATABASE .Values.logStore.existingSecret .Values.logStore.existingConfigMap) -}}
{{- fail "config.MONGO_DATABASE is not set, and no logStore provides it." -}}
{{- end -}}
{{- $storage := default "gcs" .Values.config.STORAGE -}}
{{- range get (dict "gcs" (list "GCS_BUCKET") "s3" (list "S3_BUCKET" "AWS_REGION") "azure" (list "AZURE_STORAGE_CONTAINER")) $storage -}}
{{- if not (index $.Values.config .) -}}
{{- fail (printf "config.%s is not set: the bucket for parts and files." .) -}}
{{- end -}}
{{- end -}}
{{- if and (eq $storage "azure") (not .Values.config.AZURE_STORAGE_ACCOUNT) (not (include "logs-export.inSecret" (dict "root" . "name" "AZURE_STORAGE_CONNECTION_STRING"))) -}}
{{- fail "config.AZURE_STORAGE_ACCOUNT is not set, and no Secret has AZURE_STORAGE_CONNECTION_STRING." -}}
{{- end -}}
{{- if and .Values.secret.existingSecret .Values.secret.external.enabled -}}
{{- fail "secret.existingSecret and secret.external.enabled are mutually exclusive." -}}
{{- end -}}
{{- if and .Values.worker.autoscaling.enabled .Values.worker.autoscaling.keda.enabled -}}
{{- include "logs-export.checkKeda" . -}}
{{- end -}}
{{- end -}}

{{- define "logs-export.checkKeda" -}}
{{- $useApiKey := .Values.worker.autoscaling.keda.useApiKey -}}
{{- $hasApiKey := include "logs-export.inSecret" (dict "root" . "name" "TEMPORAL_API_KEY") -}}
{{- if and $useApiKey (not $hasApiKey) -}}
{{- fail "worker.autoscaling.keda.useApiKey is set, but TEMPORAL_API_KEY has no source: set secret.existingSecret or secret.external.remoteRefs." -}}
{{- end -}}
{{- if and (eq (toString .Values.config.TEMPORAL_TLS) "true") (not (or $useApiKey .Values.temporal.tls.existingSecret)) -}}
{{- fail "config.TEMPORAL_TLS is set, but KEDA uses TLS only with a client certificate (temporal.tls.existingSecret) or an API key (worker.autoscaling.keda.useApiKey). Set one of them, or turn KEDA off to scale workers by CPU." -}}
{{- end -}}
{{- end -}}
