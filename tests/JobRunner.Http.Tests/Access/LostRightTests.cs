using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Text;
using JobRunner.Http.Access;
using JobRunner.Http.Tests.Support;
using JobRunner.Http.Tls;
using JobRunner.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Access;

/// <summary>What is under way ends when its caller may not go on with it.</summary>
public sealed class LostRightTests
{
    private static readonly string[] Endless = ["/jobs/{0}/output", "/jobs/{0}/events", "/jobs/events", "/jobs/{0}?wait=300"];

    [TestCaseSource(nameof(Endless))]
    public async Task With_the_permission(string path)
    {
        await using var server = await JobsServer.StartAsync();
        using var stream = await OpenAsync(server, server.Alice, path);
        server.Settings.Permit("alice", "start", "stop", "input");
        await stream.EndsEarlyAsync();
        Assert.That(server.Log.Errors, Is.Empty);
    }

    [TestCaseSource(nameof(Endless))]
    public async Task With_the_right_to_all_jobs(string path)
    {
        await using var server = await JobsServer.StartAsync();
        using var stream = await OpenAsync(server, server.Operator, path);
        server.Settings.Permit("operator", "start", "query", "stop", "input", "output");
        await stream.EndsEarlyAsync();
        Assert.That(server.Log.Errors, Is.Empty);
    }

    [TestCaseSource(nameof(Endless))]
    public async Task With_the_certificate(string path)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await JobsServer.StartAsync(setup => setup.Time = time);
        var spec = TestCertificates.ClientSpec("alice") with { NotAfter = time.GetUtcNow().AddMinutes(1) };
        using var stream = await OpenAsync(server, server.ClientWith(server.Certificates.Issue(spec)), path);
        time.Advance(TimeSpan.FromMinutes(2));
        await stream.EndsEarlyAsync();
        Assert.That(server.Log.Errors, Is.Empty);
    }

    [TestCaseSource(nameof(Endless))]
    public async Task With_a_certificate_between_it_and_its_authority(string path)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await JobsServer.StartAsync(setup => setup.Time = time);
        using var intermediate = server.Certificates.IntermediateUntil(time.GetUtcNow().AddMinutes(1));
        var (certificate, intermediates) = BadCertificates.SignedBy(intermediate.Certificate);
        var client = server.ClientWith(certificate, intermediates);
        using var stream = await OpenAsync(server, client, path);
        time.Advance(TimeSpan.FromMinutes(2));
        await stream.EndsEarlyAsync();
        using var answer = await client.GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "not-authenticated");
    }

    [Test]
    public async Task With_a_certificate_that_expires_just_as_its_timer_is_set()
    {
        var time = new HurryingTime();
        await using var server = await JobsServer.StartAsync(setup => setup.Time = time);
        var spec = TestCertificates.ClientSpec("alice") with { NotAfter = time.GetUtcNow().AddMinutes(1) };
        var job = await server.Alice.StartAsync(Call.Sleep);
        time.HurryOnce(TimeSpan.FromMinutes(2));
        using var answer = await server.ClientWith(server.Certificates.Issue(spec))
            .GetAsync(new Uri($"/jobs/{job}?wait=300", UriKind.Relative)).Within("the request is answered");
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "not-authenticated");
    }

    [Test]
    public async Task With_a_certificate_that_expires_by_a_clock_that_is_set_on()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await JobsServer.StartAsync(setup => setup.Time = time);
        using var stream = await OpenAsync(server, server.Alice, "/jobs/{0}/output");

        // Timers don't see that.
        time.AdjustTime(time.GetUtcNow().AddDays(31));
        time.Advance(TimeSpan.FromMinutes(1));
        await stream.EndsEarlyAsync();
    }

    [Test]
    public async Task Not_before_that_however_long_it_takes()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await JobsServer.StartAsync(setup => setup.Time = time);
        var client = server.ClientWith(server.Certificates.Issue(TestCertificates.ClientSpec("alice") with { NotAfter = time.GetUtcNow().AddDays(60) }));
        var job = await client.StartAsync(new { command = "cat", keepInputOpen = true });
        using var stream = await client.OpenAsync($"/jobs/{job}/output");

        // Longer than a timer can wait for.
        time.Advance(TimeSpan.FromDays(50));
        await server.Jobs.WriteInputAsync(job, "still here"u8.ToArray());
        await server.Jobs.CloseInputAsync(job);
        Assert.That(await stream.Content.ReadAsStringAsync().Within("the stream ends"), Is.EqualTo("still here"));
    }

    [Test]
    public async Task A_request_on_a_connection_that_outlives_its_certificate_gets_401()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await JobsServer.StartAsync(setup => setup.Time = time);
        await server.Alice.GetJsonAsync(Call.Jobs);
        time.Advance(TimeSpan.FromDays(31));
        using var answer = await server.Alice.GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "not-authenticated");
    }

    [TestCase("/jobs", """{ "command": "true" }""")]
    [TestCase("/jobs/{0}/stop", """{ "gracePeriod": "00:00:00" }""")]
    [TestCase("/jobs/{0}/signal", """{ "signal": "Kill" }""")]
    public async Task While_the_client_sends_its_body(string path, string body)
    {
        await using var server = await JobsServer.StartAsync();
        var job = await server.Alice.StartAsync(Call.Sleep);
        await using var connection = await server.ConnectAsync(server.Certificates.Client("alice"));
        await connection.SendAsync(
            $"POST {string.Format(null, path, job)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        var asked = new byte[25];
        await connection.Stream.ReadExactlyAsync(asked).AsTask().Within("the body is asked for");
        Assert.That(Encoding.ASCII.GetString(asked), Does.StartWith("HTTP/1.1 100 "));
        server.Settings.Permit("alice", "query");
        await connection.SendAsync(body);
        Assert.That(await connection.ReadToEndAsync(), Does.StartWith("HTTP/1.1 403 ").And.Contain("not-permitted"));
        Assert.That(await server.Jobs.ListAsync().Select(one => (one.Id, one.State)).ToListAsync(), Is.EqualTo(new[] { (job, JobState.Running) }));
    }

    [Test]
    public async Task While_the_client_reads_nothing([Values] bool isHttp2, [Values("output", "events")] string kind)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Manager = options => options.MaxOutputPerJob = 64 * 1024 * 1024);
        var job = await server.Alice.StartAsync(Call.Shell("head -c 40000000 /dev/zero"));
        await server.Jobs.WaitAsync(job).Within("the job ends");
        var certificate = server.Certificates.Client("alice");
        await using var connection = await server.ConnectAsync(certificate, isHttp2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11);
        await connection.SendAsync(isHttp2 ? RawHttp2.Get($"/jobs/{job}/{kind}") : $"GET /jobs/{job}/{kind} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var followers = server.Services.GetRequiredService<Followers>();
        await Waiting.Until("it is followed", () => followers.Count == 1);
        var (before, times) = (0, 0);
        await Waiting.Until("no more is sent", () =>
        {
            times = connection.Available > before ? 0 : times + 1;
            before = connection.Available;
            return before > 10_000 && times == 50;
        });
        server.Settings.Permit("alice");
        await Waiting.Until("it is let go of", () => followers.Count == 0);
        Assert.That(server.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task What_others_follow_goes_on()
    {
        await using var server = await JobsServer.StartAsync();
        var job = await server.Bob.StartAsync(new { command = "cat", keepInputOpen = true });
        using var stream = await server.Bob.OpenAsync($"/jobs/{job}/output");
        server.Settings.Permit("alice");
        await server.Jobs.WriteInputAsync(job, "still here"u8.ToArray());
        await server.Jobs.CloseInputAsync(job);
        Assert.That(await stream.Content.ReadAsStringAsync(), Is.EqualTo("still here"));
    }

    [Test]
    public async Task After_the_stream_has_ended_is_no_failure()
    {
        await using var server = await JobsServer.StartAsync();
        var failures = new ConcurrentQueue<Exception>();

        // What others have left behind comes before.
        Collect();
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            LoseAfterTheEnd(server);
            Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.That(failures, Is.Empty);

        static void Collect()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        void Note(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.InnerExceptions.Any(exception => exception is ObjectDisposedException))
            {
                failures.Enqueue(e.Exception);
            }
        }
    }

    // Apart, so that nothing keeps the lease. Whoever looks through all leases may have taken this one before it ended.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LoseAfterTheEnd(JobsServer server)
    {
        var files = server.Certificates;
        using var tls = new MutualTls(
            new MutualTlsOptions { CertificateFile = files.ServerFile, KeyFile = files.ServerKeyFile, ClientAuthorityFile = files.AuthorityFile },
            TimeProvider.System,
            NullLogger.Instance);
        var nobody = new Caller("nobody", new ProvenConnection(tls, TimeProvider.System));
        var lease = server.Services.GetRequiredService<Followers>().Open(new DefaultHttpContext(), nobody, () => true, isCounted: true);
        lease.Dispose();
        lease.Renew();
    }

    // The job is bob's where an operator asks: its own it would keep.
    private static async Task<EndlessAnswer> OpenAsync(JobsServer server, HttpClient client, string path)
    {
        var owner = client == server.Operator ? server.Bob : server.Alice;
        return await EndlessAnswer.OpenAsync(server, client, string.Format(null, path, await owner.StartAsync(Call.Sleep)));
    }

    /// <summary>Goes on just before a timer is set again.</summary>
    private sealed class HurryingTime() : FakeTimeProvider(DateTimeOffset.UtcNow)
    {
        private long _ticks;

        public void HurryOnce(TimeSpan by) => Volatile.Write(ref _ticks, by.Ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Timer(this, base.CreateTimer(callback, state, dueTime, period));

        private sealed class Timer(HurryingTime time, ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                time.Advance(TimeSpan.FromTicks(Interlocked.Exchange(ref time._ticks, 0)));
                return timer.Change(dueTime, period);
            }

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
