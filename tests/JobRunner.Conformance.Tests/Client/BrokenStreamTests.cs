using JobRunner.Conformance.Tests.Support;
using JobRunner.Http.Client;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;
using ChildProgram = JobRunner.TestChild.Program;

namespace JobRunner.Conformance.Tests.Client;

/// <summary>Output goes on at the byte where it stopped.</summary>
public sealed class BrokenStreamTests : ClientTests
{
    private static readonly JobSpec Echo = new("cat") { KeepInputOpen = true };

    [Test]
    public async Task Cut_twenty_times_at_random_the_output_is_the_same()
    {
        const int Count = 20_000_000;
        var random = new Random(4);
        await using var cutting = new CuttingProxy(Server.Address.Port, n => n <= 20 ? random.Next(5_000, 1_000_000) : null);
        await using var client = NewClient(options => options.BaseAddress = cutting.Address);
        var job = await Server.Jobs.StartOfAsync("alice", new JobSpec(ChildProgram.FilePath, "bytes-to-both", "7", $"{Count}"));
        var (output, error) = (new MemoryStream(), new MemoryStream());
        long offset = 0;
        await foreach (var chunk in client.ReadOutputAsync(job))
        {
            Assert.That((chunk.Offset, chunk.Skipped), Is.EqualTo((offset, 0L)));
            offset += chunk.Data.Length;
            (chunk.Source == OutputSource.StandardOutput ? output : error).Write(chunk.Data.Span);
        }

        var (expectedOutput, expectedError) = ChildProgram.Split(ChildProgram.RandomBytes(7, Count));
        Assert.That(cutting.CutCount, Is.EqualTo(20));
        Assert.That(output.ToArray().AsSpan().SequenceEqual(expectedOutput), Is.True, "standard output");
        Assert.That(error.ToArray().AsSpan().SequenceEqual(expectedError), Is.True, "standard error");
    }

    [Test]
    public async Task What_is_written_while_nothing_is_connected_is_not_lost_not_even_by_a_tail()
    {
        var job = await Client.StartAsync(Echo);
        await Server.Jobs.WriteInputAsync(job, "before\n"u8.ToArray());
        await Waiting.Until("it is written", async () => (await Server.Jobs.QueryAsync(job)).OutputBytes == 7);
        var tail = Client.ReadOutputTextAsync(job, new() { TailBytes = 0 });
        var all = Client.ReadOutputTextAsync(job);
        await Waiting.Until("both follow", () => FollowerCount == 2);

        // What says where a tail begins has to have come: it is before whatever is asked for after it.
        await Client.QueryAsync(job);
        Proxy.CloseDoor();
        Proxy.CutAll();
        await Server.Jobs.WriteInputAsync(job, "meanwhile\n"u8.ToArray());
        await Waiting.Until("it is written", async () => (await Server.Jobs.QueryAsync(job)).OutputBytes == 17);
        Proxy.OpenDoor();
        await Waiting.Until("both follow again", () => FollowerCount == 2);
        await Server.Jobs.CloseInputAsync(job);
        Assert.That(await tail.Within("the job has ended"), Is.EqualTo("meanwhile\n"));
        Assert.That(await all.Within("the job has ended"), Is.EqualTo("before\nmeanwhile\n"));
    }

    [Test]
    public async Task A_stream_on_which_nothing_comes_is_taken_for_dead()
    {
        await using var client = NewClient(options => options.SilenceTimeout = TimeSpan.FromSeconds(2));
        var job = await client.StartAsync(Echo);
        var read = client.ReadOutputTextAsync(job);
        await Waiting.Until("it follows", () => FollowerCount == 1);
        Proxy.HoldAnswers();
        await Server.Jobs.WriteInputAsync(job, "hello\n"u8.ToArray());
        await Server.Jobs.CloseInputAsync(job);
        Assert.That(await read.Within("another connection brings the output"), Is.EqualTo("hello\n"));
        Assert.That(Proxy.Count, Is.GreaterThan(1));
    }

    [Test]
    public async Task A_server_that_stops_and_does_not_come_back_is_told()
    {
        var server = await JobsServer.StartAsync();
        var options = server.ClientOptions("alice");
        options.MaxRetries = 2;
        await using var client = new JobsClient(options);
        var job = await client.StartAsync(Echo);
        var read = client.ReadOutputTextAsync(job);
        await Waiting.Until("it follows", () => server.FollowerCount() == 1);
        await server.DisposeAsync();
        await Assert.ThatAsync(
            () => read.Within("the reader gives up"),
            Throws.TypeOf<JobsConnectionException>().With.Message.Contains($"{server.Address}").And.Message.Contains("Nothing listens"));
    }

    [Test]
    public async Task A_server_that_was_started_anew_does_not_know_the_job()
    {
        using var certificates = new TestCertificates();
        await using var after = await JobsServer.StartAsync(setup => setup.Tls = certificates.Use);
        await using var before = await JobsServer.StartAsync(setup => setup.Tls = certificates.Use);
        await using var proxy = new CuttingProxy(before.Address.Port);
        await using var client = NewClient(options => (options.BaseAddress, options.Authorities, options.Certificate) = (proxy.Address, [certificates.Authority], certificates.Client("alice")));
        var job = await client.StartAsync(Echo);
        await before.Jobs.WriteInputAsync(job, "hello\n"u8.ToArray());
        await using var reader = client.ReadOutputAsync(job).GetAsyncEnumerator();
        Assert.That(await reader.MoveNextAsync(), Is.True);
        var wait = client.WaitAsync(job);
        proxy.TargetPort = after.Address.Port;
        proxy.CutAll();
        await Assert.ThatAsync(() => reader.MoveNextAsync().AsTask().Within("it is told"), Throws.TypeOf<JobNotFoundException>());
        await Assert.ThatAsync(() => wait.Within("it is told"), Throws.TypeOf<JobNotFoundException>());
    }

    [Test]
    public async Task More_followers_than_a_connection_has_streams_hold_up_nobody()
    {
        var job = await Client.StartAsync(Echo);
        var readers = Enumerable.Range(0, 250).Select(_ => Client.ReadOutputTextAsync(job)).ToArray();
        await Waiting.Until("all follow", () => FollowerCount == readers.Length);
        Assert.That(await Client.RunAsync(new JobSpec("true")).Within("others run"), Has.Property("Status").Property("ExitCode").Zero);
        await Client.WriteInputAsync(job, "hello\n"u8.ToArray());
        await Client.CloseInputAsync(job);
        Assert.That(await Task.WhenAll(readers).Within("all have ended"), Has.All.EqualTo("hello\n"));
    }

    [Test]
    public async Task Who_follows_already_waits_for_its_place_among_the_followers([Values] bool isWait)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.MaxFollowersPerClient = 1);
        await using var proxy = new CuttingProxy(server.Address.Port);
        var options = server.ClientOptions("alice");
        await using var other = new JobsClient(options);
        (options.BaseAddress, options.MaxRetries) = (proxy.Address, 1000);
        await using var client = new JobsClient(options);
        var job = await client.StartAsync(Echo);
        Task following = isWait ? client.WaitAsync(job) : client.ReadOutputTextAsync(job);
        await Waiting.Until("it follows", () => server.FollowerCount() == 1);
        proxy.CloseDoor();
        proxy.CutAll();
        await Waiting.Until("its place is free", () => server.FollowerCount() == 0);
        var later = other.ReadOutputTextAsync(job);
        await Waiting.Until("its place is taken", () => server.FollowerCount() == 1);
        proxy.OpenDoor();
        await Waiting.Until("it was refused", () => server.Log.Audit.Any(entry => $"{entry}".Contains("429", StringComparison.Ordinal)));
        await other.DisposeAsync();
        await Assert.ThatAsync(() => later.Within("it ends"), Throws.TypeOf<ObjectDisposedException>());
        await server.Jobs.CloseInputAsync(job);
        await following.Within("it follows to the end");
    }

    [Test]
    public async Task Disposing_the_client_ends_what_is_under_way_and_leaves_the_job_alone()
    {
        var job = await Client.StartAsync(Echo);
        Task[] calls = [Client.WaitAsync(job), Client.ReadOutputTextAsync(job), Client.WatchAsync().AllAsync(_ => true).AsTask()];
        await Waiting.Until("all are under way", () => FollowerCount == 3);
        await Client.DisposeAsync();
        foreach (var call in calls)
        {
            await Assert.ThatAsync(() => call.Within("it has ended"), Throws.TypeOf<ObjectDisposedException>());
        }

        Assert.That(await Server.Jobs.QueryAsync(job), Has.Property("State").EqualTo(JobState.Running));
    }

    internal override void Configure(ServerSetup setup) => setup.Http = options => options.HeartbeatPeriod = TimeSpan.FromSeconds(1);

    private int FollowerCount => Server.FollowerCount();
}
