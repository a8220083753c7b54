using System.Text.Json;
using System.Text.Json.Serialization;
using JobRunner.Http.Wire;

namespace JobRunner.Http.Client.Wire;

/// <summary>
/// How a client reads and writes. It overlooks members that it doesn't know, which a newer server may send, and leaves out what is null, so that an older one isn't sent what it
/// doesn't know.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(StatusConverter)])]
[JsonSerializable(typeof(JobSpec))]
[JsonSerializable(typeof(JobStatus))]
[JsonSerializable(typeof(StatusMessage))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(StopRequest))]
[JsonSerializable(typeof(SignalRequest))]
[JsonSerializable(typeof(OutputEvent))]
[JsonSerializable(typeof(ServiceInfo))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ClientJson : JsonSerializerContext;
