using System.Text.Json;
using System.Text.Json.Serialization;
using JobRunner.Cli.Connection;

namespace JobRunner.Cli.Formatting;

/// <summary>What answers for programs are made of, named and spelt as on the wire.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(JobStatus))]
[JsonSerializable(typeof(IReadOnlyList<JobStatus>))]
[JsonSerializable(typeof(Identity))]
internal sealed partial class JobJson : JsonSerializerContext;
