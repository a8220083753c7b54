using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobRunner.Cli.Connection;

/// <summary>How the profile file reads: by hand, so with comments, and with a complaint about a misspelt name.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ProfileDocument))]
internal sealed partial class ProfileJson : JsonSerializerContext;
