using JobRunner.Http.Streaming;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Streaming;

/// <summary>A right that is lost just as a write has ended: what that leaves undone must not be the next write.</summary>
public sealed class SendingTests
{
    [Test]
    public Task Events() => CheckNextWrite((response, right) => new EventWriter(response).WriteHeartbeatAsync(right), sent: 3);

    [Test]
    public Task Output() => CheckNextWrite((response, right) => response.SendAsync(new byte[1000], right), sent: 1000);

    private static async Task CheckNextWrite(Func<HttpResponse, CancellationToken, ValueTask> write, int sent)
    {
        using var losing = new CancellationTokenSource();
        await using var connection = new Connection(losing);
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(connection));
        await write(context.Response, losing.Token);
        Assert.That((connection.Length, losing.IsCancellationRequested), Is.EqualTo((sent, true)));
        await context.Response.BodyWriter.WriteAsync("the end"u8.ToArray());
        Assert.That(connection.Length, Is.EqualTo(sent + "the end".Length));
    }

    /// <summary>Has the right lost when all is written, and before that is told.</summary>
    private sealed class Connection(CancellationTokenSource losing) : MemoryStream
    {
        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await base.FlushAsync(cancellationToken);
            await losing.CancelAsync();
        }
    }
}
