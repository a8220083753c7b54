using JobRunner.Http.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Tls;

/// <summary>What the log says of connections that were refused. Anybody who can connect can be refused.</summary>
public sealed class RefusalLogTests
{
    [Test]
    public async Task Ten_a_minute_are_told_one_by_one_and_the_others_counted()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await JobsServer.StartAsync(setup => setup.Time = time);
        using var strangers = new TestCertificates();
        await RefuseAsync(server, strangers, "stranger", 50);
        Assert.That(Told(server), Has.Length.EqualTo(10).And.All.Contains("stranger"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(Told(server), Has.Length.EqualTo(11));
        Assert.That(Told(server)[^1], Does.StartWith("40 more "));
        await RefuseAsync(server, strangers, "other", 1);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(Told(server), Has.Length.EqualTo(12));
        Assert.That(Told(server)[^1], Does.Contain("other"));
    }

    [Test]
    public async Task Of_a_long_subject_the_beginning_is_told()
    {
        await using var server = await JobsServer.StartAsync();
        using var strangers = new TestCertificates();
        await RefuseAsync(server, strangers, new string('x', 5000), 1);
        Assert.That(Told(server).Single(), Has.Length.LessThan(400).And.Contains(new string('x', 100)));
    }

    private static async Task RefuseAsync(JobsServer server, TestCertificates strangers, string name, int count)
    {
        using var certificate = strangers.Client(name);
        for (var i = 0; i < count; i++)
        {
            // Not by HttpClient, which tries again.
            await using var connection = await server.ConnectAsync(certificate);
            Assert.That(await connection.ReadToEndAsync(), Is.Empty);
        }
    }

    private static string[] Told(JobsServer server) =>
        [.. server.Log.All.Where(entry => entry.Category == "JobRunner.Http.Tls.MutualTls").Select(entry => entry.Message)];
}
