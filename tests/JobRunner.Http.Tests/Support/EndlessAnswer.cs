using JobRunner.Http.Access;
using JobRunner.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Support;

/// <summary>A request about a job that goes on: nothing but the server can end it.</summary>
internal sealed class EndlessAnswer : IDisposable
{
    private readonly HttpRequestMessage _request;
    private readonly Task<HttpResponseMessage> _answer;

    private EndlessAnswer(HttpRequestMessage request, Task<HttpResponseMessage> answer)
    {
        _request = request;
        _answer = answer;
    }

    /// <summary>Sends it, and returns when the server holds it open.</summary>
    public static async Task<EndlessAnswer> OpenAsync(JobsServer server, HttpClient client, string path)
    {
        var followers = server.Services.GetRequiredService<Followers>();
        var before = followers.Count;
        var request = Call.Request(HttpMethod.Get, path);
        var answer = new EndlessAnswer(request, client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
        await Waiting.Until("the server holds the request open", () => followers.Count > before);
        return answer;
    }

    /// <summary>It is broken off, or answered with an error, or ends without the event that says it is whole.</summary>
    public async Task EndsEarlyAsync()
    {
        try
        {
            var answer = await _answer.Within("the request is answered");
            var text = await answer.Content.ReadAsStringAsync().Within("the answer ends");
            Assert.That(!answer.IsSuccessStatusCode || IsEventsWithoutEnd(answer, text), $"{answer.StatusCode} {text}");
        }
        catch (HttpRequestException)
        {
            // Broken off.
        }
    }

    private static bool IsEventsWithoutEnd(HttpResponseMessage answer, string text) =>
        answer.Content.Headers.ContentType?.MediaType == "text/event-stream" && !text.Contains("event: end", StringComparison.Ordinal);

    public void Dispose()
    {
        _request.Dispose();
        _answer.ContinueWith(static answer => answer.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }
}
