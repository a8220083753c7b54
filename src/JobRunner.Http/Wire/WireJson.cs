using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobRunner.Http.Wire;

/// <summary>How everything reads on the wire.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    UseStringEnumConverter = true,
    Converters = [typeof(DurationConverter), typeof(NamedConverter<JobSignal>)],
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(SpecMessage))]
[JsonSerializable(typeof(JobStatus))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(StopRequest))]
[JsonSerializable(typeof(SignalRequest))]
[JsonSerializable(typeof(OutputEvent))]
[JsonSerializable(typeof(ServiceInfo))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class WireJson : JsonSerializerContext;
