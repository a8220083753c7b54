using System.Text.Json.Nodes;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Samples;

/// <summary>What curl printed: a body, and behind it a line with the status.</summary>
internal static class CurlAnswer
{
    /// <summary>The body, which is to be JSON of an answer with this status.</summary>
    public static JsonNode Json(this JobResult curl, int status)
    {
        var end = curl.StandardOutput.LastIndexOf('\n');
        Assert.That(curl.StandardOutput[(end + 1)..], Is.EqualTo($"{status}"), $"{curl.StandardOutput}\n{curl.StandardError}");
        return JsonNode.Parse(curl.StandardOutput[..end])!;
    }
}
