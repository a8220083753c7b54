using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Support;

/// <summary>What clients say, in few words.</summary>
internal static class Call
{
    public const string Jobs = "/jobs";

    public static object Sleep { get; } = new { command = "sleep", arguments = new[] { "100" } };

    public static object Shell(string script) => new { command = "sh", arguments = new[] { "-c", script } };

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>Starts a job, which is to succeed.</summary>
    public static async Task<Guid> StartAsync(this HttpClient client, object spec)
    {
        using var answer = await client.PostAsJsonAsync(Jobs, spec);
        return (await answer.JsonAsync(HttpStatusCode.Created))["id"]!.GetValue<Guid>();
    }

    /// <summary>The body of an answer, which is to have this status.</summary>
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage answer, HttpStatusCode status = HttpStatusCode.OK)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(status), text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>The answer, which is to be a problem of this status and type.</summary>
    public static async Task<JsonNode> ProblemAsync(this HttpResponseMessage answer, HttpStatusCode status, string type)
    {
        var problem = await answer.JsonAsync(status);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
            Assert.That((string?)problem["type"], Is.EqualTo($"urn:jobrunner:{type}"), $"{problem}");
            Assert.That((int)problem["status"]!, Is.EqualTo((int)status));
            Assert.That((string?)problem["traceId"], Is.Not.Empty);
        }

        return problem;
    }

    public static async Task<JsonNode> GetJsonAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return await answer.JsonAsync();
    }

    /// <summary>Waits at the server until a job has finished.</summary>
    public static Task<JsonNode> WaitAsync(this HttpClient client, Guid jobId) => client.GetJsonAsync($"{Jobs}/{jobId}?wait=30").Within("the job has finished");

    /// <summary>A request to be sent as it is.</summary>
    public static HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content = null) => new(method, new Uri(path, UriKind.Relative)) { Content = content };

    /// <summary>Begins to read a body that may never end.</summary>
    public static async Task<HttpResponseMessage> OpenAsync(this HttpClient client, string path)
    {
        using var request = Request(HttpMethod.Get, path);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within("the answer begins");
    }

    public static string Text(this JsonNode node) => node.ToJsonString(JsonSerializerOptions.Default);
}
